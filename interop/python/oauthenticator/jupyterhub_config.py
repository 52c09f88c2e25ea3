# As https://oauthenticator.readthedocs.io/en/latest/tutorials/provider-specific-setup/providers/generic.html has it.
import os

issuer = os.environ["ISSUER"]
c.JupyterHub.bind_url = os.environ["ORIGIN"]
c.JupyterHub.db_url = "sqlite:///" + os.environ["SCRATCH"] + "/hub.sqlite"
c.JupyterHub.cookie_secret_file = os.environ["SCRATCH"] + "/cookie_secret"
c.ConfigurableHTTPProxy.pid_file = os.environ["SCRATCH"] + "/proxy.pid"
c.JupyterHub.default_url = "/hub/home"
c.JupyterHub.hub_port = int(os.environ["HUB_PORT"])
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:" + os.environ["PROXY_API_PORT"]

c.JupyterHub.authenticator_class = "generic-oauth"
c.GenericOAuthenticator.client_id = os.environ["CLIENT_ID"]
c.GenericOAuthenticator.client_secret = os.environ["CLIENT_SECRET"]
c.GenericOAuthenticator.oauth_callback_url = os.environ["ORIGIN"] + "/hub/oauth_callback"
c.GenericOAuthenticator.authorize_url = issuer + "/oauth2/authorize"
c.GenericOAuthenticator.token_url = issuer + "/oauth2/token"
c.GenericOAuthenticator.userdata_url = issuer + "/oauth2/userinfo"
c.GenericOAuthenticator.scope = ["openid", "profile", "email"]
c.GenericOAuthenticator.username_claim = "preferred_username"
c.GenericOAuthenticator.allow_all = True
