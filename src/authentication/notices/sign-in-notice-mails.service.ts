import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { firstOf } from '../../admin/cursor.js';
import { AuditTrailService } from '../../audit/audit-trail.service.js';
import { MailService } from '../../mail/mail.service.js';
import type { Mail, MailReader, MailValues } from '../../mail/mail-template.js';
import { NoticeLimits } from '../../mail/notice-limits.service.js';
import { DAY } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { networkOf } from '../../platform/http/addresses.js';
import { Deliveries } from '../../platform/outbox/deliveries.service.js';
import { mailReaderOf } from '../../users/mail-reader.js';
import { UsersService } from '../../users/users.service.js';
import { AUTHENTICATION_EVENTS } from '../audit-events.js';
import { browserName } from '../sessions/browser-name.js';
import { NEW_BROWSER, PASSWORD_GUESSED_AT } from './notice-mails.js';
import { GUESSES_NOTICE, type NotedGuesses, type NotedSignIn, SIGN_IN_NOTICE } from './sign-in-notices.service.js';

/** Mails about new browsers that one account gets in a day, and of one kind of browser in one network. */
const MOST_A_DAY = 5;
const MOST_ALIKE = 1;

/** Tells people of sign-ins that were noted, within limits. */
@Injectable()
export class SignInNoticeMails implements OnModuleInit {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly users: UsersService,
    private readonly trail: AuditTrailService,
    private readonly mails: MailService,
    private readonly limits: NoticeLimits,
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Pick<Config, 'issuer'>,
  ) {}

  onModuleInit(): void {
    this.deliveries.register<NotedSignIn>(SIGN_IN_NOTICE, (noted) => this.tellOfSignIn(noted));
    this.deliveries.register<NotedGuesses>(GUESSES_NOTICE, (noted) => this.tellOfGuesses(noted));
  }

  /** The first sign-in of an account is no news to who has just been given it. */
  private async tellOfSignIn({ userId, at, facts }: NotedSignIn): Promise<void> {
    const user = await this.users.find(userId);
    const reader = user && mailReaderOf(user);
    if (!reader || !(await this.hasSignedInBefore(userId))) return;
    const { browser = '', system = '' } = browserName(facts.userAgent);
    const alike = `new-browser ${userId} ${networkOf(facts.address)} ${browser} ${system}`;
    if (!(await this.limits.mayTell(alike, MOST_ALIKE, DAY))) return;
    if (!(await this.limits.mayTell(`new-browser ${userId}`, MOST_A_DAY, DAY))) return;
    const page = `${this.config.issuer}/account/sessions`;
    await this.send(reader, { template: NEW_BROWSER, values: { page, at, from: facts.address, browser, system } });
  }

  private async tellOfGuesses({ login, at, facts }: NotedGuesses): Promise<void> {
    const user = (await this.users.findByUsername(login)) ?? (await this.users.findByAddress(login));
    const reader = user && mailReaderOf(user);
    if (!reader || user.disabled || !(await this.limits.mayTell(`guesses ${user.id}`, 1, DAY))) return;
    const values = { page: `${this.config.issuer}/account`, at, from: facts.address };
    await this.send(reader, { template: PASSWORD_GUESSED_AT, values });
  }

  private async hasSignedInBefore(actor: string): Promise<boolean> {
    const filter = { actor, type: AUTHENTICATION_EVENTS.loginSucceeded.name };
    const { items } = await firstOf(2, (limit, cursor) => this.trail.search(filter, limit, cursor));
    return items.length > 1;
  }

  private send<V extends MailValues>(to: MailReader, mail: Pick<Mail<V>, 'template' | 'values'>): Promise<void> {
    return this.database.transaction((transaction) => this.mails.send({ ...mail, to }, transaction));
  }
}
