import { InvalidRequest } from './oauth-error.js';

/** OIDC Core §5.5.1: how one claim is asked for. */
export interface ClaimRequest {
  readonly essential: boolean;
  /** The wanted values, the best first; undefined if any is good enough. */
  readonly values: readonly unknown[] | undefined;
}

/** OIDC Core §5.5: the claims that are asked for by name, each with its language tag if it has one (§5.5.2). */
export interface ClaimsRequest {
  readonly userinfo: ReadonlyMap<string, ClaimRequest>;
  readonly idToken: ReadonlyMap<string, ClaimRequest>;
}

/**
 * The part of a {@link ClaimsRequest} that is kept as long as its tokens live: names of claims that the client may have.
 * Languages are BCP 47 tags, the preferred first (OIDC Core §5.2 `claims_locales`).
 */
export interface AskedClaims {
  readonly userinfo: readonly string[];
  readonly idToken: readonly string[];
  readonly locales: readonly string[];
}

const NOTHING: ClaimsRequest = { userinfo: new Map(), idToken: new Map() };

/**
 * Reads the parameter `claims` (OIDC Core §5.5). Members it does not define are ignored.
 * @throws InvalidRequest if it is no JSON, or not of the form that the standard demands
 */
export function readClaimsRequest(text: string | undefined): ClaimsRequest {
  if (text === undefined) return NOTHING;
  const request = objectOf(parse(text), 'it');
  return {
    userinfo: claimRequests(request.userinfo, 'userinfo'),
    idToken: claimRequests(request.id_token, 'id_token'),
  };
}

/** The wanted values of a claim that is text; undefined if any is good enough. @throws InvalidRequest if one is no text */
export function textsOf(name: string, request: ClaimRequest | undefined): readonly string[] | undefined {
  const { values } = request ?? {};
  if (values === undefined || values.every((value) => typeof value === 'string')) return values;
  throw new InvalidRequest(`the parameter claims is malformed: the values of ${name} must be text`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidRequest('the parameter claims must be JSON', { cause });
  }
}

function claimRequests(value: unknown, at: string): ReadonlyMap<string, ClaimRequest> {
  if (value === undefined || value === null) return new Map();
  return new Map(
    Object.entries(objectOf(value, at)).map(([name, request]) => [name, claimRequest(request, `${at}.${name}`)]),
  );
}

function claimRequest(value: unknown, at: string): ClaimRequest {
  if (value === null) return { essential: false, values: undefined };
  const request = objectOf(value, at, 'null or ');
  const { essential = false, value: only, values } = request;
  if (typeof essential !== 'boolean') throw malformed(`${at}.essential`, 'true or false');
  if (values !== undefined && !Array.isArray(values)) throw malformed(`${at}.values`, 'a list');
  if (values !== undefined && 'value' in request) throw malformed(at, 'asked for with value or values, not both');
  return { essential, values: 'value' in request ? [only] : values };
}

function objectOf(value: unknown, at: string, alternative = ''): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw malformed(at, `${alternative}a JSON object`);
}

function malformed(at: string, what: string): InvalidRequest {
  return new InvalidRequest(`the parameter claims is malformed: ${at} must be ${what}`);
}
