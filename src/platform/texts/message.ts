import type en from './languages/en.json';

/** Names a text of the catalogue. */
export type TextKey = keyof typeof en;

/** What services say to people whose language they do not know: pages and mails render it. */
export interface Message {
  readonly key: TextKey;
  readonly values: Values;
}

/** A span of time, written in words. */
interface Duration {
  /** A whole number. */
  readonly seconds: number;
}

/** What stands for a placeholder of a text. A list is written as an enumeration. */
export type Value = string | number | Date | Duration | Message | readonly (string | Message)[];
export type Values = Readonly<Record<string, Value>>;

export function message(key: TextKey, values: Values = {}): Message {
  return { key, values };
}
