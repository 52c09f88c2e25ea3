package interop;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** An API as https://connect2id.com/products/nimbus-jose-jwt/examples/validating-jwt-access-tokens has it, with no word about `typ`. */
public class App {
  public static void main(String[] args) throws Exception {
    String issuer = System.getenv("ISSUER");
    var keys = JWKSourceBuilder.create(URI.create(issuer + "/oauth2/jwks").toURL()).retrying(true).build();
    var processor = new DefaultJWTProcessor<SecurityContext>();
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, keys));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            System.getenv("RESOURCE"),
            new JWTClaimsSet.Builder().issuer(issuer).build(),
            Set.of("sub", "iat", "exp", "jti")));
    var server = HttpServer.create(new InetSocketAddress("localhost", Integer.parseInt(System.getenv("PORT"))), 0);
    server.createContext(
        "/api",
        exchange -> {
          String sent = exchange.getRequestHeaders().getFirst("Authorization");
          int status = 200;
          String answer;
          try {
            answer = processor.process(String.valueOf(sent).replace("Bearer ", ""), null).toString();
          } catch (Exception error) {
            status = 401;
            answer = error.getMessage();
          }
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }
}
