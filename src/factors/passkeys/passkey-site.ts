import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { ValuesOf } from '../../platform/config/room-settings.js';
import { keyedHash } from '../../platform/crypto/secrets.js';
import type { ServerSecret } from '../../platform/crypto/server-secret.js';
import { ServerSecrets } from '../../platform/crypto/server-secrets.js';
import { canBeBackedUp, type Passkey } from './passkey.js';
import { PASSKEY_SETTINGS } from './passkey-settings.js';
import { type RelyingParty, relyingPartyOf } from './relying-party.js';

/** Makes the handles by which authenticators know accounts. */
export const USER_HANDLES: ServerSecret = {
  name: 'user-handles',
  renewal: { loses: 'the handles by which authenticators know accounts' },
};

/** What passkeys of this server belong to, and which are taken. */
@Injectable()
export class PasskeySite {
  /** Undefined if browsers offer no passkeys at this issuer. */
  readonly party: RelyingParty | undefined;
  /** What browsers and authenticators show of it. */
  readonly name: string;
  private readonly handles: Buffer;

  constructor(
    secrets: ServerSecrets,
    @Inject(CONFIG) config: Config,
    @Inject(PASSKEY_SETTINGS.token) private readonly settings: ValuesOf<typeof PASSKEY_SETTINGS>,
  ) {
    this.handles = secrets.get(USER_HANDLES);
    this.name = config.brand.name;
    this.party = relyingPartyOf(config.issuer, settings.relatedOrigins);
  }

  /** Whether people sign in by a passkey alone, and choose a forgotten password by one. */
  get signsIn(): boolean {
    return this.party !== undefined && this.settings.countsAsTwo;
  }

  /** Whether user verification makes two factors of a passkey. */
  get countsAsTwo(): boolean {
    return this.settings.countsAsTwo;
  }

  /** Whether only passkeys of some models are taken; browsers then have to say which model it is. */
  get asksForModel(): boolean {
    return this.settings.aaguids.length > 0;
  }

  takes({ aaguid }: Pick<Passkey, 'aaguid'>): boolean {
    return !this.asksForModel || this.settings.aaguids.includes(aaguid);
  }

  /** Whether the administrator vouches that the key is in hardware and stays there. */
  isHardware(passkey: Pick<Passkey, 'aaguid' | 'backup'>): boolean {
    return this.settings.aaguids.includes(passkey.aaguid) && !canBeBackedUp(passkey.backup);
  }

  /**
   * WebAuthn Level 3 §14.6.1: nothing can be told from it. An authenticator keeps one passkey of each account that it knows by
   * its handle, so an account has one only.
   * @param passkeys those that the account has
   */
  userHandle(userId: string, passkeys: readonly Passkey[]): string {
    return passkeys[0]?.userHandle ?? keyedHash(this.handles, 'user', userId).toString('base64url');
  }
}
