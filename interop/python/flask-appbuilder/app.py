# As https://flask-appbuilder.readthedocs.io/en/latest/security.html#authentication-oauth has it; so do Airflow and
# Superset. What a provider without a preset tells of a person is for the app to say, in `get_oauth_user_info`.
import os

from flask import Flask
from flask_appbuilder import AppBuilder, expose
from flask_appbuilder.const import AUTH_OAUTH
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_appbuilder.utils.legacy import get_sqla_class
from flask_appbuilder.views import IndexView
from flask_login import current_user


class GatehouseSecurityManager(SecurityManager):
    def get_oauth_user_info(self, provider, response=None):
        me = self.appbuilder.sm.oauth_remotes[provider].userinfo(token=response)
        return {
            "username": me["preferred_username"],
            "email": me["email"],
            "first_name": me["given_name"],
            "last_name": me["family_name"],
        }


class Home(IndexView):
    @expose("/")
    def index(self):
        return current_user.email if current_user.is_authenticated else "No one is signed in"


app = Flask(__name__)
app.config.update(
    SECRET_KEY="a secret of the app",
    SQLALCHEMY_DATABASE_URI="sqlite:///" + os.environ["SCRATCH"] + "/app.db",
    AUTH_TYPE=AUTH_OAUTH,
    AUTH_USER_REGISTRATION=True,
    AUTH_USER_REGISTRATION_ROLE="Public",
    OAUTH_PROVIDERS=[
        {
            "name": "gatehouse",
            "icon": "fa-key",
            "token_key": "access_token",
            "remote_app": {
                "client_id": os.environ["CLIENT_ID"],
                "client_secret": os.environ["CLIENT_SECRET"],
                "server_metadata_url": os.environ["ISSUER"] + "/.well-known/openid-configuration",
                "client_kwargs": {"scope": "openid email profile"},
            },
        }
    ],
)
db = get_sqla_class()(app)
with app.app_context():
    AppBuilder(app, db.session, security_manager_class=GatehouseSecurityManager, indexview=Home)
app.run(host="localhost", port=int(os.environ["PORT"]))
