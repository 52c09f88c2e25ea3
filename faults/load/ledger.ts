import type { Tokens } from '../asking.js';

/** Whether something was done: it was never asked for, asked for without an answer, or acknowledged. */
export type Known = 'no' | 'perhaps' | 'yes';

/** A browser that signed in. */
export interface Session {
  readonly person: string;
  /** The value of its cookie. */
  readonly cookie: string;
  ended: Known;
}

/** A code and what came of it. */
export interface Authorization {
  readonly session: Session;
  readonly code: string;
  /** By `performance.now()`. */
  readonly issuedAt: number;
  redeemed: Known;
  /** The newest that were acknowledged. */
  tokens?: Tokens;
  /** When a rotation of the newest refresh token was first asked for that was not answered, by `performance.now()`. */
  rotationAskedAt?: number;
  /** The refresh token that was replaced last, and when that was acknowledged. */
  former?: { readonly token: string; readonly replacedAt: number };
  /** Whether the code can still be redeemed: its session was ended, or its consent withdrawn. */
  codeVoid: Known;
  /** Whether its tokens were revoked. */
  revoked: Known;
}

/** How often an event must be in the audit log at least, and may be at most. */
export interface Expected {
  /** When each was acknowledged, by `performance.now()`; at least so many there must be. */
  readonly acknowledged: number[];
  most: number;
}

/** Writes down what was asked of the server and what it has acknowledged. */
export class Ledger {
  readonly sessions: Session[] = [];
  readonly authorizations: Authorization[] = [];
  /** By person, what is known of the consent; a person without one has never been asked. */
  readonly consents = new Map<string, Known>();
  /** By type, a space, and what the event is about. */
  readonly events = new Map<string, Expected>();
  /** Acts of which the load itself saw that something does not hold. */
  readonly lost: string[] = [];
  readonly doubled: string[] = [];
  readonly wronglyAccepted: string[] = [];

  /** What is asked now may leave such an event. @returns to be called when it is acknowledged, and so must have left one */
  expect(type: string, about: string): () => void {
    const key = `${type} ${about}`;
    const expected = this.events.get(key) ?? { acknowledged: [], most: 0 };
    this.events.set(key, expected);
    expected.most++;
    return () => {
      expected.acknowledged.push(performance.now());
    };
  }

  /** Takes all that was written down about sessions and authorizations, to be judged. */
  take(): { readonly sessions: readonly Session[]; readonly authorizations: readonly Authorization[] } {
    return { sessions: this.sessions.splice(0), authorizations: this.authorizations.splice(0) };
  }
}

/** What is known after something was asked for again. */
export function atLeast(now: Known, asked: Known): Known {
  if (now === 'yes' || asked === 'yes') return 'yes';
  return now === 'perhaps' || asked === 'perhaps' ? 'perhaps' : 'no';
}
