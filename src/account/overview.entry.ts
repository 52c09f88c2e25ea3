import { Injectable } from '@nestjs/common';
import type { AccountPageEntry } from '../authentication/account-pages/account-page-entry.js';
import { ACCOUNT } from '../authentication/sign-in/sign-in-goals.service.js';

/** The first page of the account. */
@Injectable()
export class OverviewEntry implements AccountPageEntry {
  readonly path = ACCOUNT;
  readonly label = 'account.title';
  readonly position = 0;
}
