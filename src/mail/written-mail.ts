import type { MailAddress } from './mail-address.js';

/** A mail that is ready to leave. */
export interface WrittenMail {
  /** The same at every attempt, so that a second copy can be told from another mail (RFC 5322 §3.6.4). Without brackets. */
  readonly messageId: string;
  readonly from: MailAddress;
  readonly to: MailAddress;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Language tag (BCP 47) of the text. */
  readonly language: string;
}

/** By which mails leave: a mail server, or the mailbox of a development server. */
export abstract class MailTransport {
  /**
   * Hands over one mail.
   * @throws Undeliverable if the receiver refuses this mail for good, any other error if another attempt may help
   */
  abstract send(mail: WrittenMail): Promise<void>;

  /** Finds out whether mails can leave, without sending one. @throws MailServerProblem */
  abstract check(): Promise<void>;
}
