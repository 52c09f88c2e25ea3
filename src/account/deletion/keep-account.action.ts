import { Injectable } from '@nestjs/common';
import type { RequiredAction } from '../../authentication/required-actions/required-action.js';
import { ACCOUNT } from '../../authentication/sign-in/sign-in-goals.service.js';
import type { User } from '../../users/user.js';
import { ACCOUNT_EVENTS } from '../audit-events.js';

/** Where people who have deleted their account say that they keep it. */
export const KEEP_ACCOUNT = `${ACCOUNT}/keep`;

/** Who has deleted the account says first that it stays: until then no sign-in makes a session. */
@Injectable()
export class KeepAccountAction implements RequiredAction {
  readonly name = 'keep_account';
  readonly event = ACCOUNT_EVENTS.keepingRequired;
  readonly path = KEEP_ACCOUNT;

  isRequired({ deletionDueAt }: User): boolean {
    return deletionDueAt !== undefined;
  }
}
