import { Injectable } from '@nestjs/common';
import type { AccountPageEntry } from '../../authentication/account-pages/account-page-entry.js';
import { ACCOUNT } from '../../authentication/sign-in/sign-in-goals.service.js';

/** Where a person sees and ends sessions. */
export const OWN_SESSIONS = `${ACCOUNT}/sessions`;

@Injectable()
export class SessionsEntry implements AccountPageEntry {
  readonly path = OWN_SESSIONS;
  readonly label = 'account.sessions';
  readonly position = 70;
}
