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
