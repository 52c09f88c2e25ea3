import type { AskedClaims } from '../oauth/claims-request.js';
import { InvalidRequest } from '../oauth/oauth-error.js';
import { formatScope, parseScope } from '../oauth/scope.js';
import type { Instant } from '../platform/clock.js';
import { Recent } from '../platform/recent.js';
import { decrypt, encrypt, keyedHash } from '../platform/secrets.js';
import type { Authorization } from './family.js';
import type { FamilyId } from './refresh-token.js';

/** What an authorization code stands for, and what it has to be redeemed with. */
export interface AuthorizationCode extends Authorization {
  /** Of the family that redeeming the code starts. */
  readonly familyId: FamilyId;
  readonly issuedAt: Instant;
  /** When the consent was given that the code rests on; null where it needed none. */
  readonly consentedAt: Instant | null;
  readonly nonce: string | undefined;
  /** Undefined where the authorization request named none. */
  readonly redirectUri: string | undefined;
  readonly codeChallenge: string | undefined;
}

/** Bytes of a family's identifier at the start of each code. */
const ID = 16;

/** Every code is encrypted with a key of its own, so that all may have the same IV. */
const IV = Buffer.alloc(12);

/** Codes that are remembered at most. */
const REMEMBERED = 500;

const CONTEXT = 'authorization code';

/** Characters; much longer addresses are refused by proxies and browsers on the way. */
const LONGEST = 4_000;

/**
 * Codes carry what they stand for, sealed: nothing is stored before one is redeemed, and whoever reads the database
 * cannot make one. Only this server can read or make a code; the client cannot.
 */
export class AuthorizationCodes {
  /** Most codes come back at once, and often to the process that made them. */
  private readonly recent = new Recent<AuthorizationCode>(REMEMBERED);

  /** @param key shared by all replicas, unknown to whoever reads the database */
  constructor(private readonly key: Buffer) {}

  /** @throws InvalidRequest where the code would be too long */
  seal(code: AuthorizationCode): string {
    const id = Buffer.from(code.familyId, 'base64url');
    const sealed = encrypt(this.keyOf(id), IV, JSON.stringify(packed(code)), CONTEXT);
    const text = Buffer.concat([id, sealed]).toString('base64url');
    if (text.length > LONGEST)
      throw new InvalidRequest('the request is too long for a code: shorten claims, scope, resource or nonce');
    this.recent.remember(text, code);
    return text;
  }

  /** What the code stands for, or undefined where this server did not issue it. */
  open(text: string): AuthorizationCode | undefined {
    return this.recent.find(text) ?? this.unseal(text);
  }

  private unseal(text: string): AuthorizationCode | undefined {
    const bytes = Buffer.from(text, 'base64url');
    const id = bytes.subarray(0, ID);
    const plain = decrypt(this.keyOf(id), IV, bytes.subarray(ID), CONTEXT);
    if (plain === undefined || bytes.toString('base64url') !== text) return undefined;
    return unpacked(id.toString('base64url'), JSON.parse(plain) as Packed);
  }

  private keyOf(id: Buffer): Buffer {
    return keyedHash(this.key, id);
  }
}

/** A code's content without the names, because it travels in addresses. */
type Packed = readonly [
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

function unpacked(familyId: FamilyId, content: Packed): AuthorizationCode {
  const [issuedAt, consentedAt, clientId, userId, sid, scope, resources, askedClaims, ...rest] = content;
  const [authenticatedAt, acr, amr, nonce, redirectUri, codeChallenge] = rest;
  return {
    familyId,
    issuedAt,
    consentedAt,
    clientId,
    userId,
    sid,
    scope: parseScope(scope),
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
