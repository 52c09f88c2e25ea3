import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { Transaction } from '../platform/database/database.js';
import { Deliveries } from '../platform/outbox/deliveries.service.js';
import { ThrottlesService } from '../platform/throttling/throttles.service.js';
import { MAIL_SETTINGS, type MailSettings } from './mail-settings.js';
import { MailStore } from './mail-store.js';
import type { Mail, MailRequest, MailValues } from './mail-template.js';
import type { MailRound } from './mails.repository.js';

/** Under which mails are delivered. */
export const MAIL_DELIVERY = 'mail';

/** Mails that one reader gets in a quarter of an hour because someone asks for them. */
const MOST_OF_ONE_READER = 5;

/** Sends mails to people. */
@Injectable()
export class MailService {
  /**
   * Whether what needs mail is offered: there is a mail server, or this is no production, where the page `/mailbox` shows
   * what would have been sent.
   */
  readonly isOffered: boolean;

  constructor(
    private readonly store: MailStore,
    private readonly deliveries: Deliveries,
    private readonly throttles: ThrottlesService,
    @Inject(MAIL_SETTINGS.token) private readonly settings: MailSettings,
    @Inject(CONFIG) { production }: Pick<Config, 'production'>,
  ) {
    this.isOffered = settings.smtpUrl !== undefined || !production;
  }

  /**
   * Sends a mail if and only if the transaction is committed: afterwards, and again if the mail server cannot take it now.
   * It costs the transaction two inserts; the mail is written when it leaves. Does nothing if mail is not offered.
   */
  async send<V extends MailValues>(mail: Mail<V>, transaction: Transaction): Promise<void> {
    if (!this.isOffered) return;
    const id = await this.store.add(mail, transaction);
    await this.deliver({ id, round: 1 }, transaction);
  }

  /** Lets the attempts of a round begin, once the transaction is committed. */
  async deliver(round: MailRound, transaction: Transaction): Promise<void> {
    await this.deliveries.enqueue(MAIL_DELIVERY, round, transaction);
  }

  /**
   * Counts a mail that someone asks for who need not be its reader, so that no one can make the server mail strangers. To be
   * called before the transaction, and for readers who do not exist too: it takes the same time, and tells nothing.
   * @returns seconds until one more may be asked for; 0: this one may be sent
   */
  async mayAsk({ reader, facts: { address } }: MailRequest): Promise<number> {
    const ofNetwork = await this.throttles.consume('mail-network', address, this.settings.limit);
    if (ofNetwork > 0) return ofNetwork;
    return this.throttles.consume('mail-reader', reader.trim().toLowerCase(), MOST_OF_ONE_READER);
  }
}
