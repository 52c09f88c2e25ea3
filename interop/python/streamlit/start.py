# Writes the secrets that the manual has in .streamlit/secrets.toml, and starts the app there.
import os
from pathlib import Path

folder = Path(os.environ["SCRATCH"]) / ".streamlit"
folder.mkdir()
(folder / "secrets.toml").write_text(f"""
[auth]
redirect_uri = "{os.environ["ORIGIN"]}/oauth2callback"
cookie_secret = "a secret of the app"
client_id = "{os.environ["CLIENT_ID"]}"
client_secret = "{os.environ["CLIENT_SECRET"]}"
server_metadata_url = "{os.environ["ISSUER"]}/.well-known/openid-configuration"
""")
here = Path(__file__).resolve().parent
os.chdir(os.environ["SCRATCH"])
os.execv(
    here / ".venv/bin/streamlit",
    [
        "streamlit",
        "run",
        str(here / "app.py"),
        "--server.port=" + os.environ["PORT"],
        "--server.headless=true",
        "--browser.gatherUsageStats=false",
    ],
)
