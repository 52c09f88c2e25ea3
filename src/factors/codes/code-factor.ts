import type { Transaction } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { PeerKind } from '../../platform/peers.js';
import type { TextKey } from '../../platform/texts/message.js';
import type { Look } from '../../ui/reader.js';
import type { User } from '../../users/user.js';
import { FACTORS, type Factor } from '../factor.js';

/** Uses up what was matched, in the transaction that relies on it. @returns false if it was used before */
export type Use = (transaction: Transaction) => Promise<boolean>;

/** What the page says that asks for a code. */
interface CodeWords {
  readonly heading: TextKey;
  readonly lead: TextKey;
  /** Of the field. */
  readonly label: TextKey;
  /** Why a code was not taken, and what to check. */
  readonly wrong: TextKey;
}

/** A factor that is proven by a code that the person types. */
export interface CodeFactor extends Factor {
  readonly words: CodeWords;
  readonly inputMode: 'numeric' | 'text';
  /** By which counter guesses are slowed down. */
  readonly throttle: 'codes' | 'recovery';
  /**
   * Sends the person a code; left out: the person has one already.
   * @param look of the mail, if one is sent
   * @returns seconds until one more may be sent; 0: it was sent
   */
  send?(user: User, facts: RequestFacts, look?: Look): Promise<number>;
  /** @returns what uses the code up; undefined if it is not right */
  match(user: User, code: string, facts: RequestFacts): Promise<Use | undefined>;
}

/** The factors that are proven by a code; rooms declare them here instead of as {@link FACTORS}. */
export const CODE_FACTORS = new PeerKind<CodeFactor, Factor>('factors by code', ({ name }) => [name], FACTORS);
