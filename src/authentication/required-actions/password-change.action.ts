import { Injectable } from '@nestjs/common';
import type { User } from '../../users/user.js';
import { AUTHENTICATION_EVENTS } from '../audit-events.js';
import type { RequiredAction } from './required-action.js';

/** Where people who have to change their password are asked to. */
export const PASSWORD_CHANGE = '/password';

/** The password has to be changed: an administrator says so, or the rules for passwords do. */
@Injectable()
export class PasswordChangeAction implements RequiredAction {
  readonly name = 'password_change';
  readonly event = AUTHENTICATION_EVENTS.passwordChangeRequired;
  readonly path = PASSWORD_CHANGE;

  isRequired({ passwordChangeRequired = false }: User): boolean {
    return passwordChangeRequired;
  }
}
