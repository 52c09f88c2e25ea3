import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../platform/clock.js';
import { MailTransport, type WrittenMail } from './written-mail.js';

/** Mails that are kept; the oldest makes room. */
const KEPT = 100;

/** A mail that would have been sent. */
export interface KeptMail extends WrittenMail {
  /** The number of its page. */
  readonly id: number;
  readonly at: Instant;
}

/** Where mails of a development server without a mail server go: kept in the memory of this process, and sent to no one. */
@Injectable()
export class Mailbox extends MailTransport {
  private mails: readonly KeptMail[] = [];
  private count = 0;

  constructor(private readonly clock: Clock) {
    super();
  }

  async send(mail: WrittenMail): Promise<void> {
    this.mails = [{ ...mail, id: ++this.count, at: this.clock.now() }, ...this.mails].slice(0, KEPT);
  }

  async check(): Promise<void> {}

  /** Newest first. */
  list(): readonly KeptMail[] {
    return this.mails;
  }

  find(id: number): KeptMail | undefined {
    return this.mails.find((each) => each.id === id);
  }
}
