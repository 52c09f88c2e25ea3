import { dateFormat } from '../platform/texts/date-format.js';
import type { Texts } from '../platform/texts/texts.js';
import type { MailContent, MailFact } from './mail-template.js';

/** What a mail says, in one language. */
export interface SaidMail {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly code?: string | undefined;
  readonly action?: { readonly label: string; readonly address: string } | undefined;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly notes: readonly string[];
}

/** @param timeZone of the reader, of the IANA time zone database */
export function say(content: MailContent, text: Texts, timeZone: string | undefined): SaidMail {
  const { title, paragraphs, code, action, facts = [], notes = [] } = content;
  const inWords = (value: MailFact[1]) => {
    if (value instanceof Date)
      return dateFormat(text.formats, timeZone, { dateStyle: 'full', timeStyle: 'long' }).format(value);
    return typeof value === 'string' ? value : text(value);
  };
  return {
    title: text(title),
    paragraphs: paragraphs.map((each) => text(each)),
    code,
    action: action && { label: text(action.label), address: action.address },
    facts: facts.map(([name, value]) => [text(name), inWords(value)] as const),
    notes: notes.map((each) => text(each)),
  };
}
