import { Inject, Injectable } from '@nestjs/common';
import type { AccountPageEntry } from '../../authentication/account-pages/account-page-entry.js';
import type { Session } from '../../authentication/sessions/session.js';
import { ACCOUNT } from '../../authentication/sign-in/sign-in-goals.service.js';
import type { ValuesOf } from '../../platform/config/room-settings.js';
import { OwnProfiles } from '../../users/own-account/own-profiles.service.js';
import { ACCOUNT_SETTINGS } from '../account-settings.js';

/** Where a person deletes the own account. */
export const DELETE_ACCOUNT = `${ACCOUNT}/delete`;

@Injectable()
export class DeleteAccountEntry implements AccountPageEntry {
  readonly path = DELETE_ACCOUNT;
  readonly label = 'account.delete';
  readonly position = 100;

  constructor(
    private readonly profiles: OwnProfiles,
    @Inject(ACCOUNT_SETTINGS.token) private readonly settings: ValuesOf<typeof ACCOUNT_SETTINGS>,
  ) {}

  /** What is kept elsewhere is deleted there. */
  async isShown({ user }: Session): Promise<boolean> {
    return this.settings.deletion && (await this.profiles.areKeptHere(user));
  }
}
