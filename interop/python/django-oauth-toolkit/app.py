# An API as https://django-oauth-toolkit.readthedocs.io/en/latest/resource_server.html has it: it asks the server about
# each token. The identifier of the resource is the API's own URL, because the library compares `aud` with that.
import os

import django
from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import JsonResponse
from django.urls import path

settings.configure(
    DEBUG=True,
    SECRET_KEY="a secret of the app",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["localhost"],
    USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["SCRATCH"] + "/db.sqlite3"}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"],
    MIDDLEWARE=["oauth2_provider.middleware.OAuth2TokenMiddleware"],
    AUTHENTICATION_BACKENDS=["oauth2_provider.backends.OAuth2Backend"],
    OAUTH2_PROVIDER={
        "RESOURCE_SERVER_INTROSPECTION_URL": os.environ["ISSUER"] + "/oauth2/introspect",
        "RESOURCE_SERVER_INTROSPECTION_CREDENTIALS": (os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"]),
    },
)
django.setup()

from oauth2_provider.decorators import protected_resource  # noqa: E402


@protected_resource()
def api(request):
    return JsonResponse({"scope": request.access_token.scope if hasattr(request, "access_token") else ""})


urlpatterns = [path("api", api)]

if __name__ == "__main__":
    execute_from_command_line(["manage.py", "migrate", "--verbosity", "0"])
    execute_from_command_line(["manage.py", "runserver", "--noreload", "localhost:" + os.environ["PORT"]])
