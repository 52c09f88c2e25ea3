import { Injectable } from '@nestjs/common';
import type { AuditContext } from '../../admin/actor.js';
import { AuditService } from '../../audit/audit.service.js';
import { MailService } from '../../mail/mail.service.js';
import { Clock, DAY, formatInstant } from '../../platform/clock.js';
import type { Transaction } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { Conflict } from '../../platform/validation/refusals.js';
import { USER_EVENTS } from '../audit-events.js';
import { mailReaderOf } from '../mail-reader.js';
import { accountOf, PasswordChoices } from '../passwords/password-choices.service.js';
import type { User } from '../user.js';
import type { LinkPurpose, NewLink } from './account-link.js';
import { AccountLinks } from './account-links.service.js';
import { INVITATION_MAIL } from './invitation-mail.js';

export const INVITATION: LinkPurpose = { name: 'invitation', lifetime: 7 * DAY, path: '/invitation' };

/** How a user is invited. */
export interface InvitationOptions {
  /** Seconds; left out: a week. */
  readonly lifetime?: number | undefined;
  /** Whether the link is mailed to the address of the account too; left out: no. */
  readonly isMailed?: boolean | undefined;
}

/** Called in the transaction that makes an invitation. */
type InvitationListener = (userId: string, transaction: Transaction) => Promise<void>;

/** Links by which people choose the password of an account that an administrator made. */
@Injectable()
export class Invitations {
  private readonly listeners: InvitationListener[] = [];

  constructor(
    private readonly links: AccountLinks,
    private readonly choices: PasswordChoices,
    private readonly audit: AuditService,
    private readonly mail: MailService,
    private readonly clock: Clock,
  ) {}

  /** Called by the room that keeps sign-ins that wait for a person: an invitation ends those of the user. */
  onInvitation(listener: InvitationListener): void {
    this.listeners.push(listener);
  }

  /**
   * A link for an administrator to hand on; older ones of the user are void.
   * @throws Conflict if the user is disabled, or the link cannot be mailed
   */
  async invite(
    user: User,
    transaction: Transaction,
    { actor, facts }: AuditContext = {},
    { lifetime, isMailed = false }: InvitationOptions = {},
  ): Promise<NewLink> {
    if (user.disabled) throw new Conflict(`the user ${user.username} is disabled; enable the account first`);
    await transaction.lock(`user ${user.id}`);
    await this.links.voidOf(user.id, transaction);
    for (const listener of this.listeners) await listener(user.id, transaction);
    const link = await this.links.issue(INVITATION, { user, lifetime }, transaction);
    if (isMailed) await this.send(link, user, transaction);
    const details = { user: user.id, after: { expires_at: formatInstant(link.expiresAt) } };
    const event = { type: USER_EVENTS.invited, actor, details };
    await this.audit.record(event, facts, transaction);
    return link;
  }

  /** To the address that the administrator knows of, whether or not it is verified yet. */
  private async send({ url, expiresAt }: NewLink, user: User, transaction: Transaction): Promise<void> {
    const to = mailReaderOf({ ...user, claims: { ...user.claims, email_verified: true } });
    if (!to) throw new Conflict(`the user ${user.username} has no address that a mail can be sent to`);
    if (!this.mail.isOffered)
      throw new Conflict('this server sends no mail; set SMTP_URL, or hand the link on yourself');
    const lifetime = (expiresAt - this.clock.now()) / 1000;
    const values = { username: user.username, url, expiresAt };
    await this.mail.send({ template: INVITATION_MAIL, to, values, lifetime }, transaction);
  }

  /** Whose password may be chosen by the link; undefined if it is void. */
  async holder(text: string): Promise<User | undefined> {
    return (await this.links.find(INVITATION, text))?.user ?? undefined;
  }

  /**
   * Gives the holder of an invitation the password, once; every session ends, and all that clients hold for the user.
   * @returns the user, or undefined if the link is void
   * @throws Violations if the password is not acceptable; the link is still good then
   */
  async redeem(text: string, password: string, facts: RequestFacts): Promise<User | undefined> {
    const link = await this.links.find(INVITATION, text);
    if (!link?.user) return undefined;
    return this.choices.choose(accountOf(link.user), password, facts, {
      admit: (transaction) => this.links.use(INVITATION, text, link, transaction),
    });
  }
}
