import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { MailService } from '../../mail/mail.service.js';
import type { MailReader } from '../../mail/mail-template.js';
import { HOUR } from '../../platform/clock.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import type { Look } from '../../ui/reader.js';
import { USER_EVENTS } from '../audit-events.js';
import type { LinkPurpose } from '../links/account-link.js';
import { AccountLinks } from '../links/account-links.service.js';
import { mailReaderOf } from '../mail-reader.js';
import { accountOf, PasswordChoices } from '../passwords/password-choices.service.js';
import type { User } from '../user.js';
import { UsersRepository } from '../users.repository.js';
import { UsersService } from '../users.service.js';
import { PASSWORD_RESET_MAIL } from './password-mails.js';

/** Mails may overtake each other, so the newest three work. */
export const PASSWORD_RESET: LinkPurpose = { name: 'password_reset', lifetime: HOUR, path: '/reset-password', most: 3 };

/** Someone who says that a password is forgotten. */
export interface ForgottenPassword {
  /** What was typed: a username or an address. */
  readonly username: string;
  readonly facts: RequestFacts;
  /** That the person reads, the most wanted first. */
  readonly languages: readonly string[];
  /** What the page that asks for the new password gets back. */
  readonly resumes: unknown;
  /** Of the client whose request led there. */
  readonly look?: Look | undefined;
}

/** A link that works: whose password may be chosen, and what the person came from. */
export interface PasswordReset {
  readonly user: User;
  readonly resumes: unknown;
}

/** Mails links by which people choose a new password, and takes that password. */
@Injectable()
export class PasswordResets {
  constructor(
    private readonly links: AccountLinks,
    private readonly repository: UsersRepository,
    private readonly users: UsersService,
    private readonly choices: PasswordChoices,
    private readonly mail: MailService,
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** Mails a link to the account's own address; does nothing if there is no such account, or it can have no mail. */
  async send({ username, facts, languages, resumes, look }: ForgottenPassword): Promise<void> {
    const user = (await this.repository.findByLogin(username))?.user;
    const reader = user && (await this.readerOf(user));
    if (!reader) return;
    const to = { ...reader, languages: [...(reader.languages ?? []), ...languages] };
    await this.database.transaction(async (transaction) => {
      const { url } = await this.links.issue(PASSWORD_RESET, { user, data: resumes }, transaction);
      const event = { type: USER_EVENTS.passwordResetMailed, details: { user: user.id } };
      await this.audit.record(event, facts, transaction);
      const values = { username: user.username, url };
      const mail = { template: PASSWORD_RESET_MAIL, to, values, look, lifetime: PASSWORD_RESET.lifetime };
      await this.mail.send(mail, transaction);
    });
  }

  /** What a link is for; undefined if it is void. */
  async find(text: string): Promise<PasswordReset | undefined> {
    const link = await this.links.find(PASSWORD_RESET, text);
    return link?.user ? { user: link.user, resumes: link.data } : undefined;
  }

  /**
   * Gives the account the password, once; every session ends, and all that clients hold for the user. Who has the link has
   * read the mail, so the address is verified now.
   * @returns the user, or undefined if the link is void
   * @throws Violations if the password is not acceptable; the link is still good then
   */
  async redeem(text: string, password: string, facts: RequestFacts): Promise<User | undefined> {
    const link = await this.links.find(PASSWORD_RESET, text);
    if (!link?.user) return undefined;
    return this.choices.choose(accountOf(link.user), password, facts, {
      admit: (transaction) => this.links.use(PASSWORD_RESET, text, link, transaction),
      andThen: (user, transaction) => this.verifyAddress(user, facts, transaction),
    });
  }

  /** Who gets the mail; undefined if the account is disabled or has no address of its own: someone else signs in by it. */
  private async readerOf(user: User): Promise<MailReader | undefined> {
    const reader = user.disabled ? undefined : mailReaderOf(user);
    const holder = reader && (await this.repository.findByLogin(reader.address));
    return holder?.user.id === user.id ? reader : undefined;
  }

  private async verifyAddress(user: User, facts: RequestFacts, transaction: Transaction): Promise<void> {
    if (user.claims.email_verified === true) return;
    const after = { ...user, claims: { ...user.claims, email_verified: true } };
    await this.users.changeProfile(user.id, user, after, transaction, { actor: user.id, facts });
  }
}
