import { Inject, Injectable } from '@nestjs/common';
import { Clock, toDate } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { Transaction } from '../platform/database/database.js';
import type { RequestFacts } from '../platform/http/request-facts.js';
import { message, type TextKey } from '../platform/texts/message.js';
import { MailService } from './mail.service.js';
import type { MailReader, MailTemplate, MailValues } from './mail-template.js';

/** When, where and in which account something changed. */
type NoticeValues = {
  readonly account: string;
  readonly at: number;
  /** Left out: someone else did it, whose address is no business of the person. */
  readonly from?: string;
} & MailValues;

/** A mail by which people hear that something about their account has changed. */
export type AccountNotice = MailTemplate<NoticeValues>;

/**
 * A notice, to be declared with {@link MAIL_TEMPLATES} and sent by {@link AccountNotices}.
 * @param name of the template
 * @param title what has changed, in a few words
 * @param what the same in sentences
 * @param otherwise what to do if the person knows nothing of it
 */
export function accountNotice(
  name: string,
  { title, what, otherwise = 'mail.notice.not-you' }: { title: TextKey; what: TextKey; otherwise?: TextKey },
): AccountNotice {
  return {
    name,
    compose: ({ account, at, from }) => ({
      title,
      paragraphs: [message(what)],
      facts: [['mail.notice.when', toDate(at)], ...(from === undefined ? [] : ([['mail.notice.from', from]] as const))],
      action: { label: 'mail.notice.account', address: account },
      notes: [message(otherwise)],
    }),
  };
}

/** Tells people what has changed about their accounts. */
@Injectable()
export class AccountNotices {
  constructor(
    private readonly mails: MailService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'issuer'>,
  ) {}

  /**
   * Sends the notice if and only if the transaction that makes the change is committed.
   * @param reader the person, of before the change; undefined if there is no address
   * @param facts of the request, if the person made it
   * @param more what else the notice says
   */
  async tell(
    notice: AccountNotice,
    reader: MailReader | undefined,
    facts: Pick<RequestFacts, 'address'> | undefined,
    transaction: Transaction,
    more: MailValues = {},
  ): Promise<void> {
    if (!reader) return;
    const values = {
      ...more,
      account: `${this.config.issuer}/account`,
      at: this.clock.now(),
      ...(facts === undefined ? {} : { from: facts.address }),
    };
    await this.mails.send({ template: notice, to: reader, values }, transaction);
  }
}
