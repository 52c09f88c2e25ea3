import { base32 } from '../../../platform/crypto/base32.js';
import { type DeclaredFactor, factorName } from '../../../users/declared-factor.js';
import type { DeclaredFactors } from '../../../users/declared-factors.service.js';
import { type JsonObject, listOf, objectOf, textOf } from '../json-value.js';
import { type Note, SET_UP_ANOTHER } from '../unmapped.js';
import { isPasskey, passkeyOf, type RelyingPartyOf } from './keycloak-passkeys.js';

const SAY_THE_HOST =
  'passkeys work at one host only; if people made them at the host of this server, import again with --rp-id HOST --update';

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

/** What a realm export says of the factors of its users, and who says whether they work here. */
export interface RealmFactors {
  readonly kinds: Pick<DeclaredFactors, 'mistakesOf'>;
  readonly relyingPartyOf: RelyingPartyOf;
}

/** The factor that a credential is, or why it is none here. */
export type TakenFactor = { readonly factor: DeclaredFactor } | Pick<Note, 'what' | 'why'>;

/** @param userId whose it is */
export async function factorOf(
  credential: JsonObject,
  userId: string | undefined,
  { kinds, relyingPartyOf }: RealmFactors,
): Promise<TakenFactor> {
  if (!isPasskey(credential)) {
    const app = credential.type === 'otp' ? await appOf(credential) : undefined;
    const isTaken = app && (await kinds.mistakesOf(app)).length === 0;
    return isTaken ? { factor: app } : { what: nameOf(credential), why: SET_UP_ANOTHER };
  }
  const rpId = relyingPartyOf(String(credential.type));
  if (rpId === undefined) return { what: 'passkeys of a host that the realm does not name', why: SAY_THE_HOST };
  const factor = passkeyOf(credential, parsed(credential.credentialData), userId, rpId);
  if (!factor) return { what: 'passkeys that the export does not describe', why: SET_UP_ANOTHER };
  const [mistake] = await kinds.mistakesOf(factor);
  if (!mistake) return { factor };
  return {
    what: `passkeys with another ${mistake.pointer.slice(1)}`,
    why: `it ${mistake.detail}; ${SET_UP_ANOTHER}`,
  };
}

/** What those credentials are called that are no passkeys and not taken over. */
function nameOf({ type, credentialData }: JsonObject): string {
  if (type !== 'otp') return `credentials of type ${type}`;
  if (parsed(credentialData).subType === 'hotp') return 'one-time passwords by counter (HOTP)';
  return 'one-time passwords with other parameters than apps have here';
}

/**
 * The authenticator app of a Keycloak credential of type `otp`. Apps got its secret in base32, whatever the export has: the
 * text itself is the secret, unless `secretEncoding` says that it is base32 already.
 * @returns undefined if it says of no app what that does
 */
async function appOf(credential: JsonObject): Promise<DeclaredFactor | undefined> {
  const { secretData, credentialData, userLabel } = credential;
  const { subType, secretEncoding, algorithm: hmac, digits, period } = parsed(credentialData);
  const value = textOf(parsed(secretData).value) ?? '';
  const encoded = secretEncoding === 'BASE32' ? value.replaceAll(/[\s=]/g, '').toUpperCase() : undefined;
  const isKnown = subType === 'totp' && (encoded !== undefined || (secretEncoding ?? undefined) === undefined);
  const secret = encoded ?? (await base32(Buffer.from(value)));
  const [, algorithm] = /^Hmac(.+)$/.exec(textOf(hmac) ?? '') ?? [];
  if (!isKnown || algorithm === undefined || typeof digits !== 'number' || typeof period !== 'number') return undefined;
  return { type: 'totp', secret, name: factorName(textOf(userLabel) ?? ''), algorithm, digits, period };
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
