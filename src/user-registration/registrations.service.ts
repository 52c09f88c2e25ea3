import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { RequestFacts } from '../platform/http/request-facts.js';
import { throwViolations, type Violation, Violations, violationsAt } from '../platform/validation/violations.js';
import type { User } from '../users/user.js';
import { UsersService } from '../users/users.service.js';
import { USER_REGISTRATION_EVENTS } from './audit-events.js';
import { declaredOf, type RegistrationForm, usernameIsForeignAddress } from './form/registration-form.js';
import type { RegistrationInvitation } from './invitations/registration-invitation.js';
import { RegistrationInvitations } from './invitations/registration-invitations.service.js';
import { RegistrationPolicy } from './registration-policy.service.js';

/** What is wrong with the code of an invitation. */
export const VOID_INVITATION: Violation = {
  pointer: '/invitation',
  detail: 'is not right, was used up or has expired; ask for a new one',
};

/** Makes the accounts of people who register. */
@Injectable()
export class Registrations {
  constructor(
    private readonly policy: RegistrationPolicy,
    private readonly invitations: RegistrationInvitations,
    private readonly users: UsersService,
    private readonly audit: AuditService,
  ) {}

  /**
   * Makes an account at once, for who has an invitation, where there is no mail to prove the address by.
   * @throws Violations, UsernameTaken
   */
  async register(form: RegistrationForm, invitation: RegistrationInvitation, facts: RequestFacts): Promise<User> {
    throwViolations(await this.violations(form, false));
    const declared = { ...declaredOf(form, this.policy.fields), password: form.password };
    return this.users.create(declared, { facts }, async (transaction, id) => {
      if (!(await this.invitations.use(invitation.id, transaction))) throw new Violations([VOID_INVITATION]);
      const event = { type: USER_REGISTRATION_EVENTS.registered, actor: id, details: { invitation: invitation.id } };
      await this.audit.record(event, facts, transaction);
    });
  }

  /** Everything that is wrong with the form, save that someone else has the name. @param proves whether the address is about to be proven */
  private async violations(form: RegistrationForm, proves: boolean): Promise<readonly Violation[]> {
    const { fields } = this.policy;
    const missing = [
      ...fields.filter((name) => form.profile[name] === ''),
      ...(proves && form.email === '' ? ['email'] : []),
    ];
    const wrong = await this.users.violations({ ...declaredOf(form, fields), password: form.password });
    return [
      ...missing.flatMap((name) => violationsAt(`/${name}`, 'must be filled in')),
      ...violationsAt('/username', usernameIsForeignAddress(form, proves) ? 'must not be an email address' : undefined),
      ...wrong,
    ];
  }
}
