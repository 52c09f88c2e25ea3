import type { Program } from '../program.js';
import { guards, signsIn } from '../walks.js';
import { SENDS_NEITHER } from './reasons.js';

/** Makes a resource that libraries can read which know no `typ` but `JWT`. */
const PLAIN_JWT = { access_token_typ: 'JWT' };

const KNOWS_ONLY_JWT = 'by default it takes no `at+jwt`, which RFC 9068 section 2.1 demands';

const WITH_LIBRARIES = (file: string) => () => ['java', '-cp', `target/${file}.jar:target/lib/*`, 'interop.App'];

/** Maven projects; what each does is in the folder of its name in `interop/java`. */
export const JAVA: readonly Program[] = [
  {
    name: 'java/spring-client',
    title: 'Spring Boot, client',
    versionOf: 'spring-boot.version',
    client: { redirect_uris: ['/login/oauth2/code/gatehouse'] },
    walk: signsIn(),
  },
  {
    name: 'java/spring-resource-server',
    title: 'Spring Boot, resource server (JWT)',
    versionOf: 'spring-boot.version',
    resource: PLAIN_JWT,
    changed: ['resource: `access_token_typ: "JWT"`'],
    because: KNOWS_ONLY_JWT,
    walk: guards(),
  },
  {
    name: 'java/spring-opaque',
    title: 'Spring Boot, resource server (opaque)',
    versionOf: 'spring-boot.version',
    resource: {},
    walk: guards(),
  },
  {
    name: 'java/quarkus',
    title: 'Quarkus',
    versionOf: 'quarkus.version',
    client: { redirect_uris: ['/'] },
    command: () => ['java', '-jar', 'target/quarkus-app/quarkus-run.jar'],
    changed: ['`quarkus.oidc.authentication.pkce-required=true`'],
    because: SENDS_NEITHER,
    walk: signsIn(),
  },
  {
    name: 'java/nimbus',
    title: 'Nimbus JOSE+JWT, an API',
    versionOf: 'nimbus.version',
    resource: PLAIN_JWT,
    command: WITH_LIBRARIES('nimbus'),
    changed: ['resource: `access_token_typ: "JWT"`'],
    because: KNOWS_ONLY_JWT,
    walk: guards(),
  },
  {
    name: 'java/pac4j',
    title: 'pac4j with Javalin',
    versionOf: 'pac4j.version',
    client: { redirect_uris: ['/callback?client_name=OidcClient'] },
    command: WITH_LIBRARIES('pac4j'),
    walk: signsIn(),
  },
];
