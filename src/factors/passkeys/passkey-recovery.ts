import { Injectable } from '@nestjs/common';
import type { RecoveryWay } from '../../authentication/recovery/recovery-way.js';
import { PasskeySite } from './passkey-site.js';

/** Lets who has forgotten the password choose another one by a passkey. */
@Injectable()
export class PasskeyRecovery implements RecoveryWay {
  readonly name = 'passkey';
  readonly path = '/forgot-password/passkey';
  readonly label = 'passkeys.recovery.link';
  readonly isOffered: boolean;

  constructor({ signsIn }: PasskeySite) {
    this.isOffered = signsIn;
  }
}
