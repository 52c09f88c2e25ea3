import { Injectable } from '@nestjs/common';
import type { RequiredAction } from '../../authentication/required-actions/required-action.js';
import type { User } from '../../users/user.js';
import { TERMS_EVENTS } from './audit-events.js';
import { TermsService } from './terms.service.js';

/** Where people accept the terms who sign in. */
export const ACCEPT_TERMS = '/terms/accept';

/** The terms of use have changed since the person accepted them, or never were accepted. */
@Injectable()
export class TermsAction implements RequiredAction {
  readonly name = 'terms';
  readonly event = TERMS_EVENTS.required;
  readonly path = ACCEPT_TERMS;

  constructor(private readonly terms: TermsService) {}

  async isRequired({ id }: User): Promise<boolean> {
    return (await this.terms.toAccept(id)) !== undefined;
  }
}
