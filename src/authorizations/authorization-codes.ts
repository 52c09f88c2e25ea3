import { randomBytes } from 'node:crypto';
import { LruMap } from 'toad-cache';
import type { AskedClaims } from '../oauth/claims-request.js';
import { InvalidRequest } from '../oauth/oauth-error.js';
import { formatScope, readScope } from '../oauth/scope.js';
import type { Instant } from '../platform/clock.js';
import { decrypt, encrypt, generateSecret, keyedHash } from '../platform/crypto/secrets.js';
import type { AuthorizedAccess } from './authorization.js';
import type { AuthorizationId } from './refresh-token.js';

/** What an authorization code stands for, and what it has to be redeemed with. */
export interface AuthorizationCode extends AuthorizedAccess {
  /** Of the authorization that redeeming the code starts. */
  readonly authorizationId: AuthorizationId;
  readonly issuedAt: Instant;
  /** When the consent was given that the code rests on; null if it needed none. */
  readonly consentedAt: Instant | null;
  readonly nonce: string | undefined;
  /** Undefined if the authorization request named none. */
  readonly redirectUri: string | undefined;
  readonly codeChallenge: string | undefined;
}

/** Bytes of the parts of a code before what is sealed: what its key is derived from, and the IV. */
const SALT = 16;
const IV = 12;

/** Codes that are sealed with one key at most: so many may have IVs by chance (NIST SP 800-38D §8.3). */
const MOST_BY_ONE_KEY = 2 ** 32;

/** Codes that are remembered at most. */
const CODES_KEPT = 500;

const CONTEXT = 'authorization code';

/** Characters; much longer addresses are refused by proxies and browsers on the way. */
const LONGEST = 4_000;

/**
 * Codes carry what they stand for, sealed: nothing is stored before one is redeemed, and anyone who reads the database
 * cannot make one. Only this server can read or make a code; the client cannot.
 */
export class AuthorizationCodes {
  /** Most codes come back at once, and often to the process that made them. */
  private readonly recent = new LruMap<AuthorizationCode>(CODES_KEPT);
  /** Every process seals with keys of its own. */
  private own: { readonly salt: Buffer; readonly key: Buffer; left: number };

  /** @param key shared by all replicas, unknown to anyone who reads the database; {@link renewed} tells of another */
  constructor(private readonly key: Buffer) {
    this.own = this.newKey();
  }

  /** The shared key is another one now: no code from before is read any more. */
  renewed(): void {
    this.recent.clear();
    this.own = this.newKey();
  }

  /** @throws InvalidRequest if the code would be too long */
  seal(code: AuthorizationCode): string {
    if (this.own.left-- === 0) this.own = this.newKey();
    const { salt, key } = this.own;
    const iv = Buffer.from(generateSecret(IV), 'base64url');
    const sealed = encrypt(key, iv, JSON.stringify(packed(code)), CONTEXT);
    const text = Buffer.concat([salt, iv, sealed]).toString('base64url');
    if (text.length > LONGEST)
      throw new InvalidRequest('the request is too long for a code: shorten claims, scope, resource or nonce');
    this.recent.set(text, code);
    return text;
  }

  /** What the code stands for, or undefined if this server did not issue it. */
  open(text: string): AuthorizationCode | undefined {
    const known = this.recent.get(text);
    if (!known) return this.unseal(text);
    this.recent.delete(text); // what lives longer is moved about by the garbage collector
    return known;
  }

  private unseal(text: string): AuthorizationCode | undefined {
    const bytes = Buffer.from(text, 'base64url');
    const key = keyedHash(this.key, bytes.subarray(0, SALT));
    const plain = decrypt(key, bytes.subarray(SALT, SALT + IV), bytes.subarray(SALT + IV), CONTEXT);
    if (plain === undefined || bytes.toString('base64url') !== text) return undefined;
    return unpacked(JSON.parse(plain) as Packed);
  }

  private newKey() {
    const salt = randomBytes(SALT);
    return { salt, key: keyedHash(this.key, salt), left: MOST_BY_ONE_KEY };
  }
}

/** A code's content without the names, because it travels in addresses. */
type Packed = readonly [
  authorizationId: AuthorizationId,
  issuedAt: Instant,
  consentedAt: Instant | null,
  clientId: string,
  userId: string,
  sid: string,
  scope: string,
  resources: readonly string[],
  askedClaims: AskedClaims | null,
  authenticatedAt: Instant,
  acr: string,
  amr: readonly string[],
  nonce: string | null,
  redirectUri: string | null,
  codeChallenge: string | null,
];

function packed(code: AuthorizationCode): Packed {
  return [
    code.authorizationId,
    code.issuedAt,
    code.consentedAt,
    code.clientId,
    code.userId,
    code.sid,
    formatScope(code.scope),
    code.resources,
    code.askedClaims,
    code.authenticatedAt,
    code.acr,
    code.amr,
    code.nonce ?? null,
    code.redirectUri ?? null,
    code.codeChallenge ?? null,
  ];
}

function unpacked(content: Packed): AuthorizationCode {
  const [authorizationId, issuedAt, consentedAt, clientId, userId, sid, scope, resources, askedClaims, ...rest] =
    content;
  const [authenticatedAt, acr, amr, nonce, redirectUri, codeChallenge] = rest;
  return {
    authorizationId,
    issuedAt,
    consentedAt,
    clientId,
    userId,
    sid,
    scope: readScope(scope),
    resources,
    askedClaims,
    authenticatedAt,
    acr,
    amr,
    nonce: nonce ?? undefined,
    redirectUri: redirectUri ?? undefined,
    codeChallenge: codeChallenge ?? undefined,
  };
}
