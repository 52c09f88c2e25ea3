import { Injectable } from '@nestjs/common';
import type { AccountPageEntry } from '../../authentication/account-pages/account-page-entry.js';
import { ACCOUNT } from '../../authentication/sign-in/sign-in-goals.service.js';

/** Where a person downloads what is stored about them. */
export const OWN_DATA = `${ACCOUNT}/data`;

@Injectable()
export class DataEntry implements AccountPageEntry {
  readonly path = OWN_DATA;
  readonly label = 'account.data';
  readonly position = 90;
}
