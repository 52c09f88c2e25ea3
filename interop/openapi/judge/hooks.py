import json, os, base64, urllib.request, urllib.parse
import schemathesis

ISSUER = os.environ["ISSUER"]
SECRET = os.environ["JUDGE_SECRET"]
state = {"token": None, "next": 0, "changed": 0}

def fetch():
    while True:
        name = f"judge-{state['next']}"
        request = urllib.request.Request(ISSUER + "/oauth2/token", b"grant_type=client_credentials")
        request.add_header("Authorization", "Basic " + base64.b64encode(f"{name}:{SECRET}".encode()).decode())
        try:
            return json.load(urllib.request.urlopen(request))["access_token"]
        except urllib.error.HTTPError:
            state["next"] += 1

def is_good(token):
    request = urllib.request.Request(ISSUER + "/admin/v1/settings/request")
    request.add_header("Authorization", "Bearer " + token)
    try:
        urllib.request.urlopen(request)
        return True
    except urllib.error.HTTPError:
        return False

@schemathesis.auth(refresh_interval=None)
class Token:
    def get(self, case, ctx):
        if state["token"] is None or not is_good(state["token"]):
            state["token"] = fetch()
        return state["token"]
    def set(self, case, data, ctx):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"
