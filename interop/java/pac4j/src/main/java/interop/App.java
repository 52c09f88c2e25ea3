package interop;

import io.javalin.Javalin;
import org.pac4j.core.config.Config;
import org.pac4j.core.profile.ProfileManager;
import org.pac4j.javalin.CallbackHandler;
import org.pac4j.javalin.JavalinFrameworkParameters;
import org.pac4j.javalin.SecurityHandler;
import org.pac4j.oidc.client.OidcClient;
import org.pac4j.oidc.config.OidcConfiguration;

/** As https://www.pac4j.org/docs/clients/openid-connect.html and https://github.com/pac4j/javalin-pac4j have it. */
public class App {
  public static void main(String[] args) {
    var settings = new OidcConfiguration();
    settings.setClientId(System.getenv("CLIENT_ID"));
    settings.setSecret(System.getenv("CLIENT_SECRET"));
    settings.setDiscoveryURI(System.getenv("ISSUER") + "/.well-known/openid-configuration");
    var config = new Config(System.getenv("ORIGIN") + "/callback", new OidcClient(settings));
    Javalin.create()
        .get("/callback", new CallbackHandler(config, null, true))
        .before("/", new SecurityHandler(config, "OidcClient"))
        .get(
            "/",
            context -> {
              var parameters = new JavalinFrameworkParameters(context);
              var profiles =
                  new ProfileManager(
                      config.getWebContextFactory().newContext(parameters),
                      config.getSessionStoreFactory().newSessionStore(parameters));
              context.result(profiles.getProfile().orElseThrow().getAttributes().toString());
            })
        .start("localhost", Integer.parseInt(System.getenv("PORT")));
  }
}
