# An API as https://fastapi.tiangolo.com/tutorial/security/ and https://pyjwt.readthedocs.io have it.
import os

import jwt
import uvicorn
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

ISSUER, RESOURCE = os.environ["ISSUER"], os.environ["RESOURCE"]
keys = jwt.PyJWKClient(ISSUER + "/oauth2/jwks")
bearer = HTTPBearer(auto_error=False)
app = FastAPI()


def claims(sent: HTTPAuthorizationCredentials | None = Depends(bearer)):
    try:
        token = sent.credentials if sent else ""
        key = keys.get_signing_key_from_jwt(token)
        return jwt.decode(token, key.key, algorithms=["ES256"], audience=RESOURCE, issuer=ISSUER)
    except jwt.PyJWTError as error:
        raise HTTPException(401, str(error), {"WWW-Authenticate": "Bearer"})


@app.get("/api")
def api(claims: dict = Depends(claims)):
    return claims


uvicorn.run(app, host="localhost", port=int(os.environ["PORT"]))
