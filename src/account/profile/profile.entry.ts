import { Injectable } from '@nestjs/common';
import type { AccountPageEntry } from '../../authentication/account-pages/account-page-entry.js';
import { ACCOUNT } from '../../authentication/sign-in/sign-in-goals.service.js';

/** Where a person sees and changes the own profile. */
export const PROFILE = `${ACCOUNT}/profile`;

@Injectable()
export class ProfileEntry implements AccountPageEntry {
  readonly path = PROFILE;
  readonly label = 'account.profile';
  readonly position = 10;
}
