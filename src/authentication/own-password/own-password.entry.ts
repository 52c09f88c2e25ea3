import { Injectable } from '@nestjs/common';
import { PasswordChoices } from '../../users/passwords/password-choices.service.js';
import type { AccountPageEntry } from '../account-pages/account-page-entry.js';
import type { Session } from '../sessions/session.js';
import { ACCOUNT } from '../sign-in/sign-in-goals.service.js';

/** Where the own password is changed. */
export const OWN_PASSWORD = `${ACCOUNT}/password`;

/** Shown to who has a password that is kept here. */
@Injectable()
export class OwnPasswordEntry implements AccountPageEntry {
  readonly path = OWN_PASSWORD;
  readonly label = 'account.password';
  readonly position = 40;

  constructor(private readonly passwords: PasswordChoices) {}

  isShown({ user }: Session): Promise<boolean> {
    return this.passwords.exists(user);
  }
}
