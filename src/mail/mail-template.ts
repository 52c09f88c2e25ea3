import { Kind } from '../platform/declarations.js';
import type { RequestFacts } from '../platform/http/request-facts.js';
import type { Message, TextKey } from '../platform/texts/message.js';
import type { Look } from '../ui/reader.js';

/** What a template is filled with. It is stored until the mail has left, sealed: secrets may be among it. */
export type MailValues = Readonly<Record<string, string | number>>;

/** A sentence for the reader, said in their language. */
type MailSentence = TextKey | Message;

/** A name and what stands beside it; a moment is written in the reader's language and time zone. */
export type MailFact = readonly [name: MailSentence, value: string | Message | Date];

/**
 * What a mail says, in its order. The HTML and the plain text are both made of it, with the brand around it.
 * Nothing of it is a link but the action, whose address is built of the issuer.
 */
export interface MailContent {
  /** The subject, and the heading. */
  readonly title: MailSentence;
  readonly paragraphs: readonly MailSentence[];
  /** What the reader types elsewhere; shown large. */
  readonly code?: string;
  /** The one thing to do: words on the button, and where it leads. Opening it must change nothing: scanners do. */
  readonly action?: { readonly label: MailSentence; readonly address: string };
  /** Facts, such as when and where: name and value. */
  readonly facts?: readonly MailFact[];
  /** What is said last and small, such as what to do if the reader asked for nothing. */
  readonly notes?: readonly MailSentence[];
}

/** One kind of mail. A room declares it and sends it by `MailService`. */
export interface MailTemplate<V extends MailValues = MailValues> {
  /** What mails are stored under until they have left: at most 64 characters, never changed. `password-reset`. */
  readonly name: string;
  /** What the mail says. Called when it leaves, so that the page that caused it does not wait. */
  compose(values: V): MailContent;
}

/** The mails of rooms: `@Declares(MAIL_TEMPLATES.of(PASSWORD_RESET))`. */
export const MAIL_TEMPLATES = new Kind<MailTemplate>('mail templates');

/** Who reads a mail. */
export interface MailReader {
  readonly address: string;
  readonly name?: string | undefined;
  /** Whose account it is about; the mail goes if the account does. */
  readonly userId?: string | undefined;
  /** Language tags (BCP 47), the most wanted first. */
  readonly languages?: readonly string[] | undefined;
  /** IANA time zone; left out: UTC. */
  readonly timeZone?: string | undefined;
}

/** A mail that is to be sent. */
export interface Mail<V extends MailValues> {
  readonly template: MailTemplate<V>;
  readonly to: MailReader;
  readonly values: V;
  /** Seconds after which it is of no use, such as the lifetime of its link; left out: a week. It does not leave later. */
  readonly lifetime?: number | undefined;
  /** Of the client whose request led to it; left out: as the server's pages. */
  readonly look?: Look | undefined;
}

/** Whose mails are counted: of one reader, and of the network that asks. */
export interface MailRequest {
  /** The address of the reader, or what was typed if no account has it. */
  readonly reader: string;
  readonly facts: Pick<RequestFacts, 'address'>;
}
