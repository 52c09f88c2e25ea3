import { type Message, message, type TextKey } from '../platform/texts/message.js';

/** A factor as its person knows it. */
export type FactorName = {
  /** What its kind is called. */
  readonly kind: TextKey;
  /** What the person calls it; empty: nothing. */
  readonly label: string;
};

/** In words. */
export function nameOfFactor({ kind, label }: FactorName): Message {
  return label === '' ? message(kind) : message('factors.named', { kind: message(kind), name: label });
}
