import { Injectable } from '@nestjs/common';
import type { RecoveryWay } from '../../authentication/recovery/recovery-way.js';
import { ForgottenPasswords } from '../../users/recovery/forgotten-passwords.service.js';

/** Lets who has forgotten the password choose another one by a recovery code, if no link can be mailed. */
@Injectable()
export class RecoveryCodeWay implements RecoveryWay {
  readonly name = 'recovery-code';
  readonly path = '/forgot-password/recovery-code';
  readonly label = 'factors.recovery.heading';

  constructor(private readonly passwords: ForgottenPasswords) {}

  get isOffered(): boolean {
    return this.passwords.needOtherWays;
  }
}
