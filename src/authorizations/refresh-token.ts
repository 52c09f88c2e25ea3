import type { Instant } from '../platform/clock.js';
import { equal, generateSecret, keyedHash } from '../platform/crypto/secrets.js';

/** Bytes of the parts of a refresh token, in order. */
const ID = 16;
const GENERATION = 4;
const SECRET = 32;
const TAG = 16;

/** Bytes of an identifier that tell when it was made; so many that their base64url text has no rest. */
const TIME = 6;

/** An authorization's identifier, base64url. It is no secret. */
export type AuthorizationId = string;

/**
 * Begins with the time, as UUIDs of version 7 do (RFC 9562 §5.7): new authorizations are neighbours in the index, which
 * may be larger than memory then. 80 random bits tell those of one millisecond apart.
 */
export function newAuthorizationId(now: Instant): AuthorizationId {
  const time = Buffer.alloc(TIME);
  time.writeUIntBE(now, 0, TIME);
  return time.toString('base64url') + generateSecret(ID - TIME);
}

/** A refresh token that this server really issued. */
export interface RefreshToken {
  readonly authorizationId: AuthorizationId;
  /** How many rotations came before it. */
  readonly generation: number;
  readonly secret: Buffer;
  /** What the client holds. */
  readonly text: string;
}

/**
 * Refresh tokens name their authorization and generation, and carry a secret and an authentication tag.
 *
 * The successor's secret is a keyed hash of the presented one. So every retry of a rotation yields the same successor
 * without anything readable being stored; and because of the tag any earlier generation is recognised as really issued,
 * which is what theft looks like, without a row being kept for it.
 */
export class RefreshTokens {
  /** @param key shared by all replicas, unknown to anyone who reads the database */
  constructor(private readonly key: Buffer) {}

  first(authorizationId: AuthorizationId): RefreshToken {
    return this.compose(authorizationId, 0, Buffer.from(generateSecret(SECRET), 'base64url'));
  }

  successor({ authorizationId, generation, secret }: RefreshToken): RefreshToken {
    return this.compose(authorizationId, generation + 1, keyedHash(this.key, 'successor', authorizationId, secret));
  }

  /** The token of a later generation of the same authorization. */
  advance(token: RefreshToken, generation: number): RefreshToken {
    let latest = token;
    while (latest.generation < generation) latest = this.successor(latest);
    return latest;
  }

  /** The token, or undefined if this server did not issue it. */
  read(text: string): RefreshToken | undefined {
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length !== ID + GENERATION + SECRET + TAG) return undefined;
    const authorizationId = bytes.subarray(0, ID).toString('base64url');
    const token = this.compose(authorizationId, bytes.readUInt32BE(ID), bytes.subarray(ID + GENERATION, -TAG));
    return equal(token.text, text) ? token : undefined;
  }

  private compose(authorizationId: AuthorizationId, generation: number, secret: Buffer): RefreshToken {
    const counter = Buffer.alloc(GENERATION);
    counter.writeUInt32BE(generation);
    const head = Buffer.concat([Buffer.from(authorizationId, 'base64url'), counter, secret]);
    const tag = keyedHash(this.key, 'tag', head).subarray(0, TAG);
    return { authorizationId, generation, secret, text: Buffer.concat([head, tag]).toString('base64url') };
  }
}
