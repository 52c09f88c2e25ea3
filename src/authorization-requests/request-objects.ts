import { Inject, Injectable } from '@nestjs/common';
import type { Client } from '../clients/client.js';
import { ClientKeysService } from '../clients/client-keys.service.js';
import {
  CLIENT_SIGNING_ALGORITHMS,
  type ClientJwt,
  ClientJwtRefused,
  readUnsigned,
  readUnverified,
  verifyByKeys,
} from '../keys/client-jwt.js';
import {
  InvalidRequest,
  InvalidRequestObject,
  InvalidRequestUri,
  RequestNotSupported,
  RequestUriNotSupported,
} from '../oauth/oauth-error.js';
import { Parameters } from '../oauth/parameters.js';
import { Clock } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { type OutgoingAnswer, OutgoingRefused } from '../platform/egress/outgoing.js';
import { nestingViolations } from '../platform/validation/typed-json.js';
import type { Claims } from '../resource-server/verify-jwt.js';
import { RequestObjectSource } from './request-object-source.js';

/** RFC 9101 §5.2.3, RFC 7519 §10.3.1, RFC 7515 §9.2.1. */
const MEDIA_TYPES = ['application/oauth-authz-req+jwt', 'application/jwt', 'application/jose'];

/** RFC 9101 §4: what makes a request object a JWT, and is no parameter of the request. */
const JWT_CLAIMS = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti']);

const NAME = 'the request object';

/** RFC 9101, OIDC Core §6: authorization requests as JWTs, by value or by reference. */
@Injectable()
export class RequestObjects {
  constructor(
    private readonly keys: ClientKeysService,
    private readonly source: RequestObjectSource,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Whether the parameters are not the request itself. */
  concerns(sent: Parameters, { metadata }: Client): boolean {
    return sent.has('request') || sent.has('request_uri') || metadata.require_signed_request_object === true;
  }

  /**
   * The parameters of the request that the object makes: its own go before those that were sent beside it (OIDC Core
   * §6.1), and are the only ones if the client must sign its requests (RFC 9101 §6.3).
   * @throws OAuthError
   */
  async resolve(sent: Parameters, client: Client): Promise<Parameters> {
    const inside = parametersOf(await this.claimsOf(sent, client));
    const misplaced = ['request', 'request_uri'].find((name) => name in inside);
    if (misplaced !== undefined) throw new InvalidRequestObject(`${NAME} must not have the member ${misplaced}`);
    for (const name of ['client_id', 'response_type'] as const) {
      if (inside[name] !== undefined && sent.has(name) && inside[name] !== sent.get(name))
        throw new InvalidRequestObject(`${name} must be the same in ${NAME} and beside it`);
    }
    const { request, request_uri, ...beside } = sent.toJSON();
    const outside = client.metadata.require_signed_request_object ? { client_id: client.clientId } : beside;
    return Parameters.from({ ...outside, ...inside });
  }

  private async claimsOf(sent: Parameters, client: Client): Promise<Claims> {
    const [byValue, byReference] = [sent.get('request'), sent.get('request_uri')];
    if (byValue !== undefined && byReference !== undefined)
      throw new InvalidRequest('send request or request_uri, not both (OIDC Core section 6.1)');
    if (byValue === undefined && byReference === undefined)
      throw new InvalidRequest('the client is registered to send its requests as signed request objects; send request');
    const jwt = byValue ?? (await this.fetch(byReference as string, client));
    try {
      return await this.verify(jwt, client, byValue === undefined);
    } catch (cause) {
      if (cause instanceof ClientJwtRefused) throw new InvalidRequestObject(cause.message, { cause });
      // The reason could tell a stranger about our network, so it is for the log only.
      if (cause instanceof OutgoingRefused)
        throw new InvalidRequestObject('the keys at the jwks_uri of the client could not be fetched', { cause });
      throw cause;
    }
  }

  private async verify(jwt: string, client: Client, byReference: boolean): Promise<Claims> {
    const { request_object_signing_alg: registered, require_signed_request_object: mustBeSigned } = client.metadata;
    if (jwt.split('.').length === 5) throw new InvalidRequestObject(`${NAME} must be signed only, not encrypted`);
    const { alg } = readUnverified(jwt, NAME);
    const expected: ClientJwt = {
      jwt,
      name: NAME,
      algorithms: registered === undefined ? CLIENT_SIGNING_ALGORITHMS : [registered],
      now: this.clock.now(),
      types: ['oauth-authz-req+jwt', 'jwt'],
      requiredClaims: [],
      issuer: client.clientId,
      audiences: [this.config.issuer],
    };
    if (alg === 'none' && (registered !== 'none' || mustBeSigned)) throw unsignedRefusal(byReference);
    if (alg !== 'none' && registered === 'none')
      throw new InvalidRequestObject(`${NAME} must be unsigned, as registered (request_object_signing_alg none)`);
    const claims =
      alg === 'none'
        ? readUnsigned(expected)
        : await verifyByKeys(expected, (refetch) => this.keys.find(client, 'sig', refetch));
    // RFC 9101 §10.8: what could be taken for a client assertion is no request object, and the other way round.
    if (claims.sub === client.clientId)
      throw new InvalidRequestObject(`the claim sub of ${NAME} must not be the client_id`);
    return claims;
  }

  /** OIDC Core §6.2: what a registered address answers. */
  private async fetch(address: string, client: Client): Promise<string> {
    const registered = client.metadata.request_uris ?? [];
    if (!registered.includes(address) && !registered.includes(withoutFragment(address)))
      throw new InvalidRequestUri('request_uri must be one of the request_uris that the client has registered');
    const answer = await this.source.find(address, client, MEDIA_TYPES.join(', ')).catch((cause: unknown) => {
      throw cause instanceof OutgoingRefused ? unfetched('cannot be fetched from here', cause) : cause;
    });
    return jwtIn(answer);
  }
}

/** OIDC Core §6.2: the fragment is the digest of what is there, and changes with it. */
function withoutFragment(address: string): string {
  return address.split('#', 1)[0] as string;
}

function jwtIn({ status, headers, body }: OutgoingAnswer): string {
  if (status !== 200) throw unfetched(`answered with the status ${status}`);
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (!MEDIA_TYPES.includes(type ?? '')) throw unfetched(`must answer with the content type ${MEDIA_TYPES[0]}`);
  return body.trim();
}

function unfetched(problem: string, cause?: unknown): InvalidRequestUri {
  return new InvalidRequestUri(`the request_uri ${problem}`, { cause });
}

/** OIDC Core §3.1.2.6: what is refused because of what this server supports for the client. */
function unsignedRefusal(byReference: boolean): RequestNotSupported | RequestUriNotSupported {
  const description = `${NAME} must be signed; unsigned ones are for clients registered with request_object_signing_alg none`;
  return byReference ? new RequestUriNotSupported(description) : new RequestNotSupported(description);
}

/**
 * The members as the parameters they stand for (RFC 9101 §4): text as it is, numbers and truth values as text, others as JSON.
 * @throws InvalidRequestObject if they are nested too deeply to be written as JSON
 */
function parametersOf(claims: Claims): Readonly<Record<string, unknown>> {
  for (const { detail } of nestingViolations(claims)) throw new InvalidRequestObject(`${NAME} ${detail}`);
  const members = Object.entries(claims).filter(([name, value]) => !JWT_CLAIMS.has(name) && value !== null);
  return Object.fromEntries(members.map(([name, value]) => [name, parameterOf(name, value)]));
}

function parameterOf(name: string, value: unknown): unknown {
  if (typeof value === 'string') return value;
  // RFC 8707 §2.1: several resources are a list in a request object.
  return name === 'resource' && Array.isArray(value) ? value : JSON.stringify(value);
}
