import { Injectable } from '@nestjs/common';
import type { AccountPageEntry } from '../../authentication/account-pages/account-page-entry.js';
import { OWN_FACTORS } from './own-factors-paths.js';

/** The factors of a person, in the navigation of the account. */
@Injectable()
export class FactorsEntry implements AccountPageEntry {
  readonly path = OWN_FACTORS;
  readonly label = 'factors.account.title';
  readonly position = 50;
}
