import type { BrowserAnswer } from './browser-answer.js';
import { ALGORITHMS, LONGEST_KEY } from './cose-key.js';
import { type Backup, backupOf, type Passkey } from './passkey.js';
import { PasskeyRefused } from './passkey-refused.js';
import type { RelyingParty } from './relying-party.js';

/**
 * How an authenticator may vouch for itself (§8): not at all, or by a statement that is checked without asking any other
 * server. The library would fetch addresses that stand in certificates of the other formats.
 */
const FORMATS = ['none', 'packed', 'tpm'];

/** What an authenticator has proven by a signature. */
export interface Assertion {
  readonly counter: number;
  readonly backup: Backup;
  readonly userVerified: boolean;
}

/** What an authenticator has made. */
interface NewCredential extends Assertion {
  readonly credentialId: string;
  readonly publicKey: string;
  readonly aaguid: string;
}

/** What a browser sends after a key was made, and after one was used. */
export const REGISTRATION = ['clientDataJSON', 'attestationObject'] as const;
export const AUTHENTICATION = ['clientDataJSON', 'authenticatorData', 'signature'] as const;

export type RegistrationAnswer = BrowserAnswer<(typeof REGISTRATION)[number]>;
export type AuthenticationAnswer = BrowserAnswer<(typeof AUTHENTICATION)[number]>;

/**
 * WebAuthn Level 3 §7.1, but for the challenge, which the caller looks at.
 * @throws PasskeyRefused
 */
export async function verifyRegistration(answer: RegistrationAnswer, { id, origins }: RelyingParty) {
  const { verifyRegistrationResponse } = await library();
  const { decodeAttestationObject } = await import('@simplewebauthn/server/helpers');
  const { verified, registrationInfo } = await refusing(async () => {
    const attestation = Buffer.from(answer.response.attestationObject, 'base64url');
    if (!FORMATS.includes(decodeAttestationObject(new Uint8Array(attestation)).get('fmt')))
      throw new Error('the attestation is of a format that is not taken');
    return verifyRegistrationResponse({
      response: { ...credentialOf(answer), response: answer.response },
      expectedChallenge: answer.challenge,
      expectedOrigin: [...origins],
      expectedRPID: id,
      requireUserVerification: false,
      supportedAlgorithmIDs: ALGORITHMS,
    });
  });
  if (!verified || registrationInfo.credential.id !== answer.id) throw new PasskeyRefused('invalid');
  const { credential, aaguid, userVerified, credentialDeviceType, credentialBackedUp } = registrationInfo;
  if (credential.publicKey.length > LONGEST_KEY) throw new PasskeyRefused('invalid');
  const made: NewCredential = {
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    aaguid,
    counter: credential.counter,
    backup: backupOf(credentialDeviceType, credentialBackedUp),
    userVerified,
  };
  return made;
}

/**
 * WebAuthn Level 3 §7.2, but for the challenge and the counter, which the caller looks at.
 * @throws PasskeyRefused
 */
export async function verifyAuthentication(
  answer: AuthenticationAnswer,
  passkey: Pick<Passkey, 'credentialId' | 'publicKey'>,
  { id, origins }: RelyingParty,
): Promise<Assertion> {
  const { verifyAuthenticationResponse } = await library();
  const { verified, authenticationInfo } = await refusing(() =>
    verifyAuthenticationResponse({
      response: { ...credentialOf(answer), response: answer.response },
      expectedChallenge: answer.challenge,
      expectedOrigin: [...origins],
      expectedRPID: id,
      // The counter is compared and stored by one statement, not here.
      credential: { id: passkey.credentialId, publicKey: Buffer.from(passkey.publicKey, 'base64url'), counter: -1 },
      requireUserVerification: false,
    }),
  );
  if (!verified) throw new PasskeyRefused('invalid');
  const { newCounter, userVerified, credentialDeviceType, credentialBackedUp } = authenticationInfo;
  return { counter: newCounter, backup: backupOf(credentialDeviceType, credentialBackedUp), userVerified };
}

/** Costs a quarter of a second and 14 MiB, so a server that sees no passkey does without. */
function library() {
  return import('@simplewebauthn/server');
}

function credentialOf({ id }: BrowserAnswer<string>) {
  return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} };
}

/** Whatever the library throws is about what was sent. */
async function refusing<T>(verify: () => Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch (error) {
    throw new PasskeyRefused('invalid', error);
  }
}
