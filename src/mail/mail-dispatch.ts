import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Deliveries } from '../platform/outbox/deliveries.service.js';
import { Undeliverable } from '../platform/outbox/delivery.js';
import { MAIL_DELIVERY } from './mail.service.js';
import { MailOutcomes } from './mail-outcomes.js';
import { MailStore } from './mail-store.js';
import { MailWriter } from './mail-writer.js';
import { type MailRound, MailsRepository } from './mails.repository.js';
import { MailTransport } from './written-mail.js';

/** Lets mails leave: writes each when it is its turn, and hands it over. */
@Injectable()
export class MailDispatch implements OnModuleInit {
  constructor(
    private readonly repository: MailsRepository,
    private readonly store: MailStore,
    private readonly writer: MailWriter,
    private readonly transport: MailTransport,
    private readonly outcomes: MailOutcomes,
    private readonly deliveries: Deliveries,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.deliveries.register<MailRound>(
      MAIL_DELIVERY,
      (round) => this.deliver(round),
      (round, reason) => this.outcomes.givenUp(round, reason),
    );
  }

  /** Does nothing if the mail is gone, or a later round has begun. */
  private async deliver(round: MailRound): Promise<void> {
    const mail = await this.repository.find(round.id);
    if (mail?.round !== round.round) return;
    try {
      if (mail.validUntil <= this.clock.now())
        throw new Undeliverable('it was of no use any more before it could leave');
      await this.transport.send(this.writer.write(mail.id, mail.template, this.store.contentsOf(mail)));
    } catch (error) {
      await this.outcomes.failed(round, mail.template, error as Error);
      throw error;
    }
    await this.outcomes.sent(mail);
  }
}
