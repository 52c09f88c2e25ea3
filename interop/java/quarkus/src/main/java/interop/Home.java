package interop;

import io.quarkus.oidc.UserInfo;
import io.quarkus.security.Authenticated;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** As https://quarkus.io/guides/security-oidc-code-flow-authentication has it. */
@Path("/")
@Authenticated
public class Home {
  @Inject UserInfo userInfo;

  @GET
  public String get() {
    return userInfo.getString("email");
  }
}
