import { hkdfSync } from 'node:crypto';
import type { Instant } from '../../platform/clock.js';
import { decrypt, encrypt } from '../../platform/crypto/secrets.js';
import { Kind } from '../../platform/declarations.js';

/** What a link lets its holder do. */
export interface LinkPurpose {
  /** At most 32 characters. */
  readonly name: string;
  /** Seconds for which a link works, if who makes it says nothing else. */
  readonly lifetime: number;
  /** Where the page is that the link opens, such as `/invitation`. A GET shows it; only its POST uses the link, because mail scanners open links. */
  readonly path: string;
  /** It works whatever becomes of the account meanwhile; left out: every change of the account voids it. */
  readonly outlivesChanges?: boolean;
  /** How many links of one account work at once: one more voids the oldest; left out: any number. */
  readonly most?: number;
}

/** The purposes that rooms declare; two of one name stop the start. */
export const LINK_PURPOSES = new Kind<LinkPurpose>('purposes of account links');

/** A new link. */
export interface NewLink {
  /** Its secret, which is known now and never again. */
  readonly text: string;
  /** What the person opens. */
  readonly url: string;
  readonly expiresAt: Instant;
}

/** An IV is used once with a key: each link has a key of its own, and seals once. */
const IV = Buffer.alloc(12);

/** Seals what a link is about with a key that only its secret yields: a reader of the database learns nothing of it. */
export function sealData(secret: string, purpose: string, data: unknown): string {
  return encrypt(keyOf(secret), IV, JSON.stringify(data), purpose).toString('base64url');
}

/** @returns undefined if it was sealed for another link or purpose */
export function openData(secret: string, purpose: string, sealed: string): unknown {
  const plain = decrypt(keyOf(secret), IV, Buffer.from(sealed, 'base64url'), purpose);
  return plain === undefined ? undefined : JSON.parse(plain);
}

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'gatehouse', 'account link', 32));
}
