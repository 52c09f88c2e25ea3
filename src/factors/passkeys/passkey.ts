import type { Instant } from '../../platform/clock.js';

/**
 * Whether the authenticator can copy the key to other devices, and has done so (WebAuthn Level 3 §6.1.3): `impossible` says
 * that the key never leaves its device, `unknown` that the passkey comes from a server that did not know it, and was not used
 * here yet.
 */
export const BACKUPS = ['impossible', 'possible', 'done', 'unknown'] as const;
export type Backup = (typeof BACKUPS)[number];

/** What WebAuthn Level 3 §4 calls a credential record: a public key by which a person signs in. */
export interface Passkey {
  /** Of the factor that it is. */
  readonly factorId: string;
  /** By which authenticators know it, base64url. */
  readonly credentialId: string;
  readonly userId: string;
  /** What authenticators know the account by, base64url: random, and the same for all passkeys of an account. */
  readonly userHandle: string;
  /** A COSE key (RFC 9052 §7), base64url. */
  readonly publicKey: string;
  /** The signature counter (§6.1.1) of the last use; 0 if the authenticator does not count. */
  readonly counter: number;
  /** How browsers reach the authenticator, such as `usb internal`, space-delimited. */
  readonly transports: string;
  /** Which model the authenticator says that it is; zeros if it does not say. */
  readonly aaguid: string;
  readonly backup: Backup;
  /**
   * Since when user verification by this authenticator counts as a factor (§4 `uvInitialized`); null: not yet, so that it is
   * evidence that someone has the authenticator, and of no more.
   */
  readonly uvInitializedAt: Instant | null;
}

/** WebAuthn Level 3 §6.1.3. */
export function backupOf(device: 'singleDevice' | 'multiDevice', isBackedUp: boolean): Backup {
  if (device === 'singleDevice') return 'impossible';
  return isBackedUp ? 'done' : 'possible';
}

/** Whether the same key can, or may, be on other devices. */
export function canBeBackedUp(backup: Backup): boolean {
  return backup !== 'impossible';
}

/** WebAuthn Level 3 §7.2 step 18: whether a key can be on other devices never changes while a passkey lives. */
export function canBeOf(shown: Backup, { backup }: Pick<Passkey, 'backup'>): boolean {
  return backup === 'unknown' || canBeBackedUp(shown) === canBeBackedUp(backup);
}
