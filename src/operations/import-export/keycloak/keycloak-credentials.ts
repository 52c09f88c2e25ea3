import { labelOf } from '../../../factors/enrolment/enrolling.service.js';
import { APP_ALGORITHMS, APP_DIGITS, APP_PERIODS, APP_SECRET, base32 } from '../../../factors/totp/totp.js';
import type { DeclaredFactor } from '../../../users/declared-factor.js';
import { type JsonObject, listOf, objectOf, textOf } from '../json-value.js';

/** Keycloak's names of PBKDF2, and those of PHC strings. */
const PBKDF2: Readonly<Record<string, string>> = {
  pbkdf2: 'pbkdf2',
  'pbkdf2-sha256': 'pbkdf2-sha256',
  'pbkdf2-sha512': 'pbkdf2-sha512',
};

/** How Keycloak writes the version of argon2 (RFC 9106 §3.1), and how PHC strings do. */
const ARGON2_VERSIONS: Readonly<Record<string, number>> = { '1.0': 16, '1.3': 19 };

/**
 * The password of a Keycloak credential (`secretData` and `credentialData`, JSON in text) as a PHC string;
 * undefined if its algorithm is another.
 */
export function passwordHashOf(credential: unknown): string | undefined {
  const { secretData, credentialData } = objectOf(credential);
  const secret = parsed(secretData);
  const { algorithm, hashIterations, additionalParameters } = parsed(credentialData);
  const value = unpadded(secret.value);
  const salt = unpadded(secret.salt);
  if (value === undefined || salt === undefined) return undefined;
  const name = PBKDF2[textOf(algorithm) ?? ''];
  if (name !== undefined) return `$${name}$i=${hashIterations}$${salt}$${value}`;
  if (algorithm !== 'argon2') return undefined;
  const parameter = (key: string) => listOf(objectOf(additionalParameters)[key])[0];
  const version = ARGON2_VERSIONS[textOf(parameter('version')) ?? '1.3'];
  const costs = `m=${parameter('memory')},t=${hashIterations},p=${parameter('parallelism')}`;
  return `$argon2${parameter('type') ?? 'id'}$v=${version}$${costs}$${salt}$${value}`;
}

/**
 * The authenticator app of a Keycloak credential of type `otp`. Apps got its secret in base32, whatever the export has: the
 * text itself is the secret, unless `secretEncoding` says that it is base32 already.
 * @returns of what kind it is, if there is no such app here
 */
export async function appOf(credential: unknown): Promise<DeclaredFactor | string> {
  const { secretData, credentialData, userLabel } = objectOf(credential);
  const { subType, secretEncoding, algorithm: hmac, digits, period } = parsed(credentialData);
  if (subType === 'hotp') return 'by counter (HOTP)';
  const value = textOf(parsed(secretData).value) ?? '';
  const encoded = secretEncoding === 'BASE32' ? value.replaceAll(/[\s=]/g, '').toUpperCase() : undefined;
  const isKnown = subType === 'totp' && (encoded !== undefined || (secretEncoding ?? undefined) === undefined);
  const secret = encoded ?? (await base32(Buffer.from(value)));
  const algorithm = APP_ALGORITHMS.find((each) => `Hmac${each}` === hmac);
  const ofCode = APP_DIGITS.find((each) => each === digits);
  const isShown = typeof period === 'number' && period >= APP_PERIODS.least && period <= APP_PERIODS.most;
  if (!isKnown || !APP_SECRET.test(secret) || !algorithm || !ofCode || !isShown)
    return 'with other parameters than apps have here';
  return { type: 'totp', secret, name: labelOf(textOf(userLabel) ?? ''), algorithm, digits: ofCode, period };
}

function parsed(text: unknown): JsonObject {
  try {
    return objectOf(JSON.parse(textOf(text) ?? '{}'));
  } catch {
    return {};
  }
}

/** PHC strings have Base64 without padding. */
function unpadded(base64: unknown): string | undefined {
  return textOf(base64)?.replace(/=+$/, '');
}
