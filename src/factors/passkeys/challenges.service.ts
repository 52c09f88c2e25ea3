import { Injectable } from '@nestjs/common';
import { Csrf } from '../../authentication/csrf.js';
import { after, Clock, type Instant, MINUTE } from '../../platform/clock.js';
import { digest, generateSecret } from '../../platform/crypto/secrets.js';
import type { Transaction } from '../../platform/database/database.js';
import type { Cookies, SentCookies } from '../../platform/http/cookies.js';
import { UsedChallengesRepository } from './used-challenges.repository.js';

/** Seconds. */
export const CHALLENGE_LIFETIME = 5 * MINUTE;

/** Bytes: random ones, the end of its life, and what proves that this server made it. */
const NONCE = 16;
const END = 6;
const MAC = 32;

/** A challenge of this server that can still be answered. */
export interface LiveChallenge {
  /** base64url, as browsers return it. */
  readonly text: string;
  readonly expiresAt: Instant;
}

/**
 * Challenges of WebAuthn ceremonies (Level 3 §13.4.3). Nothing is stored when one is made, so that anyone may ask for one:
 * it proves by itself for what, for which browser and until when it is good. What was answered is remembered, so that no
 * answer is taken twice.
 */
@Injectable()
export class Challenges {
  constructor(
    private readonly csrf: Csrf,
    private readonly clock: Clock,
    private readonly used: UsedChallengesRepository,
  ) {}

  /** @param purpose what it is answered for: no other form takes the answer */
  issue(cookies: Cookies, purpose: string): string {
    const nonce = Buffer.from(generateSecret(NONCE), 'base64url');
    const end = Buffer.alloc(END);
    end.writeUIntBE(after(this.clock.now(), CHALLENGE_LIFETIME), 0, END);
    const head = Buffer.concat([nonce, end]);
    const mac = Buffer.from(this.csrf.anonymousToken(cookies, boundTo(purpose, head)), 'base64url');
    return Buffer.concat([head, mac]).toString('base64url');
  }

  /** @returns undefined if it was not made by this server for this purpose and browser, or is too old */
  live(sent: SentCookies, purpose: string, text: string): LiveChallenge | undefined {
    const bytes = Buffer.from(text, 'base64url');
    // One challenge has one spelling, so that none is answered again as another text.
    if (bytes.length !== NONCE + END + MAC || bytes.toString('base64url') !== text) return undefined;
    const head = bytes.subarray(0, NONCE + END);
    const mac = bytes.subarray(NONCE + END).toString('base64url');
    if (!this.csrf.acceptsAnonymous(sent, mac, boundTo(purpose, head))) return undefined;
    const expiresAt = head.readUIntBE(NONCE, END);
    return expiresAt > this.clock.now() ? { text, expiresAt } : undefined;
  }

  /** Uses it up, on every replica. @returns false if it was answered before */
  use({ text, expiresAt }: LiveChallenge, transaction: Transaction): Promise<boolean> {
    return this.used.use(digest(text), expiresAt, transaction);
  }
}

function boundTo(purpose: string, head: Buffer): string {
  return `passkey ${purpose} ${head.toString('base64url')}`;
}
