import { randomBytes } from 'node:crypto';

/** How many codes a person gets at once. */
const RECOVERY_CODES = 10;

/** Bytes: 80 bits. */
const BYTES = 10;

/** Without letters that look like digits (Crockford's base32). */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** New codes of 80 random bits, as a person writes them down: `7k3d-p09x-w2ma-44tz`. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    let bits = BigInt(`0x${randomBytes(BYTES).toString('hex')}`);
    let text = '';
    for (; text.length < (BYTES * 8) / 5; bits >>= 5n) text += ALPHABET[Number(bits & 31n)];
    return text.replaceAll(/.{4}(?=.)/g, '$&-');
  });
}

/** A code as it is compared: what was typed, without what people get wrong. */
export function normalizeRecoveryCode(typed: string): string {
  return typed
    .toLowerCase()
    .replaceAll(/[^0-9a-z]/g, '')
    .replaceAll('o', '0')
    .replaceAll(/[il]/g, '1');
}
