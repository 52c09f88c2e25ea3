import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { RequestFacts } from '../platform/http/request-facts.js';
import { type Message, message } from '../texts/message.js';
import type { User } from '../users/user.js';
import { UsernameTaken, UsersService } from '../users/users.service.js';
import { USER_REGISTRATION_EVENTS } from './audit-events.js';
import { declaredOf, type RegistrationForm, usernameIsForeignAddress } from './form/registration-form.js';
import { FormNotTaken, problemsByField, voidInvitation } from './form/registration-problems.js';
import type { RegistrationInvitation } from './invitations/registration-invitation.js';
import { RegistrationInvitations } from './invitations/registration-invitations.service.js';
import { RegistrationPolicy } from './registration-policy.service.js';

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
   * @throws FormNotTaken
   */
  async register(form: RegistrationForm, invitation: RegistrationInvitation, facts: RequestFacts): Promise<User> {
    await this.check(form, false);
    const declared = { ...declaredOf(form, this.policy.fields), password: form.password };
    try {
      return await this.users.create(declared, { facts }, async (transaction, id) => {
        if (!(await this.invitations.use(invitation.id, transaction))) throw voidInvitation();
        const event = { type: USER_REGISTRATION_EVENTS.registered, actor: id, details: { invitation: invitation.id } };
        await this.audit.record(event, facts, transaction);
      });
    } catch (error) {
      if (!(error instanceof UsernameTaken)) throw error;
      throw new FormNotTaken(new Map([['username', message('register.username.taken')]]));
    }
  }

  /**
   * Looks at everything but whether someone else has the name.
   * @param proves whether the address is about to be proven
   * @throws FormNotTaken
   */
  async check(form: RegistrationForm, proves: boolean): Promise<void> {
    const { fields } = this.policy;
    const required = [
      ...fields.filter((name) => form.profile[name] === ''),
      ...(proves && form.email === '' ? ['email'] : []),
    ];
    const wrong = await this.users.violations({ ...declaredOf(form, fields), password: form.password });
    const problems = new Map<string, Message | string>([
      ...problemsByField(wrong),
      ...required.map((name) => [name, message('register.missing')] as const),
    ]);
    if (usernameIsForeignAddress(form, proves)) problems.set('username', message('register.username.address'));
    if (problems.size > 0) throw new FormNotTaken(problems);
  }
}
