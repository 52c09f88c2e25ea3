import { Inject, Injectable } from '@nestjs/common';
import { CLIENT_CLOCK_TOLERANCE, type ClientJwt, ClientJwtRefused, readUnverified } from '../keys/client-jwt.js';
import { InvalidClient } from '../oauth/oauth-error.js';
import type { Parameters } from '../oauth/parameters.js';
import { after, HOUR, type Instant, numericDate } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { digest } from '../platform/crypto/secrets.js';
import { OutgoingRefused } from '../platform/egress/outgoing.js';
import type { Claims } from '../resource-server/verify-jwt.js';
import type { Client } from './client.js';
import { ClientAssertionsRepository } from './client-assertions.repository.js';

/** RFC 7523 §2.2. */
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Seconds from now at which an assertion must have expired: so long its `jti` has to be remembered. */
const LONGEST_LIFETIME = HOUR;

const NAME = 'the client assertion';

/** A client assertion in a request, before it is verified. */
export interface ClientAssertion {
  readonly jwt: string;
  readonly alg: string;
  /** Whom it claims to come from. */
  readonly clientId: string;
  /** The path of the endpoint that it was sent to. */
  readonly path: string;
}

/** RFC 7523 §3, OIDC Core §9: JWTs by which clients authenticate. */
@Injectable()
export class ClientAssertionsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly repository: ClientAssertionsRepository,
  ) {}

  /**
   * The assertion in a form, or undefined if there is none.
   * @throws InvalidClient if it is none that this server knows to read
   */
  read(form: Parameters, path: string): ClientAssertion | undefined {
    const jwt = form.get('client_assertion');
    if (jwt === undefined) return undefined;
    if (form.get('client_assertion_type') !== ASSERTION_TYPE)
      throw new InvalidClient(`client_assertion_type must be ${ASSERTION_TYPE}`);
    const { alg, claims } = refusing(() => readUnverified(jwt, NAME));
    if (typeof claims.sub !== 'string') throw new InvalidClient(`the claim sub of ${NAME} must be the client_id`);
    return { jwt, alg, clientId: claims.sub, path };
  }

  /**
   * Verifies an assertion and uses it up.
   * @param algorithms by which such clients may sign
   * @param verify checks the signature and what the JWT is expected to say
   * @throws InvalidClient that says what is wrong
   */
  async accept(
    { jwt, path }: ClientAssertion,
    { clientId, metadata }: Client,
    now: Instant,
    algorithms: readonly string[],
    verify: (jwt: ClientJwt) => Promise<Claims>,
  ): Promise<true> {
    const { issuer } = this.config;
    const chosen = metadata.token_endpoint_auth_signing_alg;
    const expected: ClientJwt = {
      jwt,
      name: NAME,
      algorithms: chosen === undefined ? algorithms : algorithms.filter((each) => each === chosen),
      now,
      types: ['jwt', 'client-authentication+jwt'],
      requiredClaims: ['iss', 'sub', 'aud', 'exp', 'jti'],
      issuer: clientId,
      audiences: [...new Set([issuer, `${issuer}/oauth2/token`, issuer + path])],
    };
    const { exp = 0, jti } = await verify(expected).catch((error: unknown) => {
      throw invalidClientOf(error);
    });
    if (typeof jti !== 'string' || jti === '') throw new InvalidClient(`the claim jti of ${NAME} must be text`);
    if (exp > numericDate(after(now, LONGEST_LIFETIME + CLIENT_CLOCK_TOLERANCE)))
      throw new InvalidClient(`the claim exp of ${NAME} must be at most ${LONGEST_LIFETIME} seconds from now`);
    // RFC 7519 §2: a NumericDate may be no whole number.
    const until = after(0, Math.ceil(exp) + CLIENT_CLOCK_TOLERANCE + 1);
    // A client_id may have spaces: encoded it has none, so that no client uses up an assertion of another.
    if (await this.repository.use(digest(`${encodeURIComponent(clientId)} ${jti}`), until)) return true;
    throw new InvalidClient(`${NAME} was used before; make a new one, with a jti of its own, for every request`);
  }
}

function refusing<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw invalidClientOf(error);
  }
}

function invalidClientOf(cause: unknown): unknown {
  if (cause instanceof ClientJwtRefused) return new InvalidClient(cause.message, { cause });
  // The reason could tell a stranger about our network, so it is for the log only.
  if (cause instanceof OutgoingRefused)
    return new InvalidClient('the keys at the jwks_uri of the client could not be fetched', { cause });
  return cause;
}
