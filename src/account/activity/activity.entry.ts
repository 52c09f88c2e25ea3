import { Injectable } from '@nestjs/common';
import type { AccountPageEntry } from '../../authentication/account-pages/account-page-entry.js';
import { ACCOUNT } from '../../authentication/sign-in/sign-in-goals.service.js';

/** Where a person reads what was done in the account. */
export const ACTIVITY = `${ACCOUNT}/activity`;

@Injectable()
export class ActivityEntry implements AccountPageEntry {
  readonly path = ACTIVITY;
  readonly label = 'account.activity';
  readonly position = 80;
}
