# As https://www.pgadmin.org/docs/pgadmin4/latest/oauth2.html has it; what is set here stands in config_local.py there.
import builtins
import os
import runpy
import sys
from importlib.util import find_spec
from pathlib import Path

folder = Path(find_spec("pgadmin4").submodule_search_locations[0])
sys.path.insert(0, str(folder))
builtins.SERVER_MODE = True
os.environ["PGADMIN_SETUP_EMAIL"] = "admin@example.com"
os.environ["PGADMIN_SETUP_PASSWORD"] = "a password of pgAdmin"
scratch, issuer = os.environ["SCRATCH"], os.environ["ISSUER"]
(folder / "config_local.py").write_text(f"""
DATA_DIR = "{scratch}"
LOG_FILE = "{scratch}/pgadmin4.log"
SQLITE_PATH = "{scratch}/pgadmin4.db"
SESSION_DB_PATH = "{scratch}/sessions"
STORAGE_DIR = "{scratch}/storage"
AZURE_CREDENTIAL_CACHE_DIR = "{scratch}/azure"
UPGRADE_CHECK_ENABLED = False
DEFAULT_SERVER = "127.0.0.1"
DEFAULT_SERVER_PORT = {os.environ["PORT"]}
AUTHENTICATION_SOURCES = ["oauth2", "internal"]
OAUTH2_AUTO_CREATE_USER = True
OAUTH2_CONFIG = [{{
    "OAUTH2_NAME": "gatehouse",
    "OAUTH2_DISPLAY_NAME": "Gatehouse",
    "OAUTH2_CLIENT_ID": "{os.environ["CLIENT_ID"]}",
    "OAUTH2_CLIENT_SECRET": "{os.environ["CLIENT_SECRET"]}",
    "OAUTH2_SERVER_METADATA_URL": "{issuer}/.well-known/openid-configuration",
    "OAUTH2_TOKEN_URL": "{issuer}/oauth2/token",
    "OAUTH2_AUTHORIZATION_URL": "{issuer}/oauth2/authorize",
    "OAUTH2_API_BASE_URL": "{issuer}/",
    "OAUTH2_USERINFO_ENDPOINT": "{issuer}/oauth2/userinfo",
    "OAUTH2_SCOPE": "openid email profile",
    "OAUTH2_ICON": "fa-key",
    "OAUTH2_BUTTON_COLOR": "#0000ff",
}}]
""")
sys.argv = ["pgAdmin4.py"]
runpy.run_path(str(folder / "pgAdmin4.py"), run_name="__main__")
