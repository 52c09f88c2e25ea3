import { createHash, timingSafeEqual } from 'node:crypto';
import { MALFORMED, type PasswordFormat } from './password-format.js';

/** The hash of each scheme and the length of its digest in bytes. */
const SCHEMES: Readonly<Record<string, readonly [hash: string, length: number]>> = {
  '{SSHA}': ['sha1', 20],
  '{SSHA256}': ['sha256', 32],
  '{SSHA384}': ['sha384', 48],
  '{SSHA512}': ['sha512', 64],
};

/** In bytes. */
const LONGEST_SALT = 128;

interface Parameters {
  readonly hash: string;
  readonly key: Buffer;
  readonly salt: Buffer;
}

/** Salted SHA as LDAP servers keep it (RFC 2307 §5.3, OpenLDAP): `{SSHA512}` and base64 of the digest of password and salt, then the salt. */
export class SshaFormat implements PasswordFormat {
  readonly identifiers = Object.keys(SCHEMES);
  readonly isFast = true;

  problem(encoded: string): string | undefined {
    return parse(encoded) ? undefined : MALFORMED;
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    const parameters = parse(encoded);
    if (!parameters) return false;
    const { hash, key, salt } = parameters;
    return timingSafeEqual(createHash(hash).update(password).update(salt).digest(), key);
  }
}

function parse(encoded: string): Parameters | undefined {
  const [, name = '', text = ''] = /^(\{[A-Za-z0-9]+\})([A-Za-z0-9+/]+=*)$/.exec(encoded) ?? [];
  const scheme = SCHEMES[name.toUpperCase()];
  if (!scheme) return undefined;
  const [hash, length] = scheme;
  const bytes = Buffer.from(text, 'base64');
  const saltLength = bytes.length - length;
  if (saltLength < 1 || saltLength > LONGEST_SALT) return undefined;
  return { hash, key: bytes.subarray(0, length), salt: bytes.subarray(length) };
}
