import { HttpStatus, Injectable } from '@nestjs/common';
import { MailService } from '../../../mail/mail.service.js';
import type { Visitor } from '../../../platform/http/visitor.js';
import { message } from '../../../platform/texts/message.js';
import type { Look } from '../../../ui/reader.js';
import { UsersService } from '../../../users/users.service.js';
import type { RegistrationForm } from '../form/registration-form.js';
import { FormNotTaken, tooMany, voidInvitation, wrongFields } from '../form/registration-problems.js';
import type { RegistrationInvitation } from '../invitations/registration-invitation.js';
import { RegistrationPolicy } from '../registration-policy.service.js';
import { Registrations } from '../registrations.service.js';
import { PendingRegistrations } from './pending-registrations.service.js';
import { RegistrationCookie } from './registration-cookie.js';

/** Where a registration comes from. */
interface Origin {
  readonly visitor: Visitor;
  /** That the person reads, the most wanted first. */
  readonly languages: readonly string[];
  /** Of the request that led there; empty if none did. */
  readonly reference: string;
  /** Of the client whose request it is. */
  readonly look: Look;
}

/** Has people prove their address by a mail before anything is made of what they typed. */
@Injectable()
export class MailedRegistrations {
  constructor(
    private readonly policy: RegistrationPolicy,
    private readonly registrations: Registrations,
    private readonly pending: PendingRegistrations,
    private readonly users: UsersService,
    private readonly mail: MailService,
    private readonly cookie: RegistrationCookie,
  ) {}

  /**
   * The answer is the same, and takes as long, whether the username or the address belongs to someone already.
   * @throws FormNotTaken
   */
  async begin(
    form: RegistrationForm,
    invitation: RegistrationInvitation | undefined,
    { visitor, languages, reference, look }: Origin,
  ): Promise<void> {
    const { facts, cookies } = visitor;
    const { email } = form;
    await this.registrations.check(form, true);
    if (!invitation) this.demandAdmission(email);
    const wait = await this.mail.mayAsk({ reader: email, facts });
    if (wait > 0) throw new FormNotTaken(tooMany(wait));
    const passwordHash = await this.registrations.hashOf(form);
    const owner = await this.users.findByAddress(email);
    const { password: _, ...rest } = form;
    const browser = this.cookie.mark(cookies, reference);
    const pending = { form: rest, passwordHash, invitation: invitation?.id ?? null, browser };
    if (await this.pending.begin(pending, { facts, languages, owner, look })) return;
    throw new FormNotTaken({ status: HttpStatus.SERVICE_UNAVAILABLE, words: message('register.full') });
  }

  /** @throws FormNotTaken if no one registers with this address without an invitation */
  private demandAdmission(email: string): void {
    if (this.policy.needsInvitation) throw voidInvitation();
    if (!this.policy.admits(email)) throw wrongFields(new Map([['email', message('register.email.domain')]]));
  }
}
