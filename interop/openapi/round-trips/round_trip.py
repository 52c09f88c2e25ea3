import sys

import openapi_client
from openapi_client.rest import ApiException

host, token = sys.argv[1:3]
configuration = openapi_client.Configuration(host=host, access_token=token)

with openapi_client.ApiClient(configuration) as client:
    users = openapi_client.UsersApi(client)
    user = users.create_user(
        openapi_client.CreateUser(username="python", given_name="Monty", roles=["editor"], password_change_required=True)
    )
    assert user.created_at.year >= 2024, user.created_at
    answer = users.read_user_with_http_info(user.id)
    etag = answer.headers["etag"]
    changed = users.update_user(user.id, openapi_client.UpdateUser(given_name=None, nickname="Py"), if_match=etag)
    assert changed.nickname == "Py" and changed.given_name is None, changed
    try:
        users.update_user(user.id, openapi_client.UpdateUser(nickname="Lost"), if_match=etag)
        raise AssertionError("a lost update was accepted")
    except ApiException as error:
        assert error.status == 412, error
    reset = users.reset_password(user.id, reset_password=openapi_client.ResetPassword(password_change_required=True))
    assert reset.has_password and len(reset.generated_password) == 24, reset
    names = [each.username for each in users.list_users(limit=50, sort="username").items]
    assert "python" in names, names
    resources = openapi_client.ResourcesApi(client)
    scopes = {"python:read": openapi_client.CreateResourceScopesValue("Read your data")}
    resource = resources.create_resource(
        openapi_client.CreateResource(identifier="https://python.example.com", name="An API", scopes=scopes)
    )
    assert resource.scopes["python:read"].description == "Read your data", resource
    resources.delete_resource(resource.identifier)
    users.delete_user(user.id)
print("works")
