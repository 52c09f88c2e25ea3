import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { problemsOf } from '../../authentication/form-problems.js';
import { isMailAddress } from '../../mail/mail-address.js';
import type { Transaction } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { message } from '../../platform/texts/message.js';
import { Violations } from '../../platform/validation/violations.js';
import type { DeclaredUser } from '../../users/declared-user.js';
import type { User } from '../../users/user.js';
import { normalizeUsername } from '../../users/username.js';
import { UsernameTaken, UsersService } from '../../users/users.service.js';
import { TermsService } from '../terms/terms.service.js';
import { RegistrationApprovals } from './approvals/registration-approvals.service.js';
import { USER_REGISTRATION_EVENTS } from './audit-events.js';
import { declaredOf, type RegistrationForm, usernameIsForeignAddress } from './form/registration-form.js';
import { voidInvitation, wrongFields } from './form/registration-problems.js';
import type { RegistrationInvitation } from './invitations/registration-invitation.js';
import { RegistrationInvitations } from './invitations/registration-invitations.service.js';
import { type PendingRegistration, PendingRegistrations } from './pending/pending-registrations.service.js';
import { RegistrationPolicy } from './registration-policy.service.js';

/** What is chosen when the address is proven, instead of what was typed before. */
interface LateChoice {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Whether it is the one in which the form was filled in. */
  readonly isSameBrowser: boolean;
}

/** How an account comes about. */
interface Circumstances {
  readonly facts: RequestFacts;
  readonly invitation: string | null;
  /** The version that was accepted; empty: none. */
  readonly terms: string;
}

/** The link that proves an address is good no more: it was used, or the address belongs to an account by now. */
export class RegistrationOver extends Error {
  constructor(readonly reason: 'used' | 'taken') {
    super(reason);
    this.name = 'RegistrationOver';
  }
}

/** Makes the accounts of people who register. */
@Injectable()
export class Registrations {
  constructor(
    private readonly policy: RegistrationPolicy,
    private readonly invitations: RegistrationInvitations,
    private readonly pending: PendingRegistrations,
    private readonly approvals: RegistrationApprovals,
    private readonly terms: TermsService,
    private readonly users: UsersService,
    private readonly audit: AuditService,
  ) {}

  /**
   * Makes an account at once, for who has an invitation, if there is no mail to prove the address by.
   * @throws FormNotTaken
   */
  async register(
    form: RegistrationForm,
    { id: invitation }: RegistrationInvitation,
    facts: RequestFacts,
  ): Promise<User> {
    await this.check(form, false);
    const declared = { ...declaredOf(form), password: form.password };
    return this.create(declared, { facts, invitation, terms: form.terms });
  }

  /** Whether an account may still be made of what waits: who may register can have been changed since. */
  mayComplete({ form, invitation }: PendingRegistration): boolean {
    return this.policy.isOffered && (invitation !== null || this.policy.admits(form.email));
  }

  /**
   * Makes the account of someone who has proven the address.
   * To be asked before: {@link mayComplete}.
   * @param secret of the link
   * @throws FormNotTaken, RegistrationOver
   */
  async complete(secret: string, pending: PendingRegistration, choice: LateChoice, facts: RequestFacts): Promise<User> {
    const form = { ...pending.form, username: choice.username ?? pending.form.username };
    const { email } = form;
    const terms = (await this.terms.current())?.version ?? '';
    const chosen = choice.password === undefined ? undefined : { ...form, password: choice.password, terms };
    if (chosen) await this.check(chosen, true);
    const password_hash = chosen ? await this.hashOf(chosen) : pending.passwordHash;
    const declared = { ...declaredOf(form), email_verified: true, password_hash };
    // Who typed the form before need not be who has the address, unless it is the same browser.
    const accepted = choice.isSameBrowser ? pending.form.terms : '';
    const circumstances = { facts, invitation: pending.invitation, terms: accepted };
    return this.create(declared, circumstances, async (transaction) => {
      await transaction.lock(`email ${normalizeUsername(email)}`);
      if (await this.users.findByAddress(email, transaction)) throw new RegistrationOver('taken');
      if (!(await this.pending.use(secret, transaction))) throw new RegistrationOver('used');
    });
  }

  /**
   * Looks at everything but whether someone else has the name.
   * @param proves whether the address is about to be proven
   * @throws FormNotTaken
   */
  async check(form: RegistrationForm, proves: boolean): Promise<void> {
    const { email, profile } = form;
    const empty = this.policy.fields.filter((name) => profile[name] === '');
    const wrong = await this.users.violations({ ...declaredOf(form), password: form.password });
    const problems = new Map(problemsOf(new Violations(wrong)));
    for (const name of [...empty, ...(proves && email === '' ? ['email'] : [])])
      problems.set(name, message('register.missing'));
    if (proves && email !== '' && !isMailAddress(email)) problems.set('email', message('register.email.wrong'));
    if (usernameIsForeignAddress(form, proves)) problems.set('username', message('register.username.address'));
    const terms = await this.terms.current();
    if (terms && form.terms !== terms.version) problems.set('terms', message('register.terms.missing'));
    if (problems.size > 0) throw wrongFields(problems);
  }

  /** The hash of a password that was looked at. */
  hashOf({ username, email, password }: RegistrationForm): Promise<string> {
    return this.users.hashFor({ username, claims: { email }, roles: [] }, password);
  }

  /** @param admit asked in the transaction */
  private async create(
    declared: DeclaredUser,
    { facts, invitation, terms }: Circumstances,
    admit: (transaction: Transaction) => Promise<void> = async () => {},
  ): Promise<User> {
    const disabled = this.policy.needsApproval;
    try {
      return await this.users.create({ ...declared, disabled }, { facts }, async (transaction, id) => {
        await admit(transaction);
        if (invitation !== null && !(await this.invitations.use(invitation, transaction))) throw voidInvitation();
        if (disabled) await this.approvals.request(id, transaction);
        if (terms !== '') await this.terms.accept(id, terms, facts, transaction);
        const event = { type: USER_REGISTRATION_EVENTS.registered, actor: id, details: { invitation } };
        await this.audit.record(event, facts, transaction);
      });
    } catch (error) {
      if (!(error instanceof UsernameTaken)) throw error;
      throw wrongFields(new Map([['username', message('register.username.taken')]]));
    }
  }
}
