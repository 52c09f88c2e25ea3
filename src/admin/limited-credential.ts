import { randomUUID } from 'node:crypto';
import type { Instant } from '../platform/clock.js';
import { type AuditContext, identifierOfActor } from './actor.js';

/** Something that an administrator hands on: it lets its holders do one thing, until a time and so many times. Only a digest is stored. */
export interface LimitedCredential {
  readonly id: string;
  /** For administrators: whom it is for. */
  readonly description: string | null;
  /** The administrator. */
  readonly createdBy: string | null;
  readonly createdAt: Instant;
  /** Null: never. */
  readonly expiresAt: Instant | null;
  /** Null: any number. */
  readonly maxUses: number | null;
  readonly uses: number;
}

/** What an administrator decides about one. */
export interface CredentialTerms {
  /** Seconds; left out: the default of its kind. */
  readonly expiresIn?: number | undefined;
  /** Left out: the default of its kind. */
  readonly maxUses?: number | undefined;
  readonly description?: string | undefined;
}

/** The terms in a body of the admin API, where null stands for the default, as in client metadata. */
export function readTerms(body: {
  readonly expires_in?: number | null;
  readonly max_uses?: number | null;
  readonly description?: string | null;
}): CredentialTerms {
  return {
    expiresIn: body.expires_in ?? undefined,
    maxUses: body.max_uses ?? undefined,
    description: body.description ?? undefined,
  };
}

/** One that was never used. @param limits when it ends, and how often it can be used */
export function newCredential<L extends Pick<LimitedCredential, 'expiresAt' | 'maxUses'>>(
  limits: L,
  { description }: CredentialTerms,
  { actor }: AuditContext,
  now: Instant,
): LimitedCredential & L {
  return {
    id: randomUUID(),
    description: description ?? null,
    createdBy: actor === undefined ? null : identifierOfActor(actor),
    createdAt: now,
    uses: 0,
    ...limits,
  };
}

/** Whether it can be used once more at that time. */
export function isUsable(
  { expiresAt, maxUses, uses }: Pick<LimitedCredential, 'expiresAt' | 'maxUses' | 'uses'>,
  now: Instant,
): boolean {
  return (expiresAt === null || expiresAt > now) && (maxUses === null || uses < maxUses);
}

/** Whether it is an identifier of one, so that no database is asked for anything else. */
export function isCredentialId(id: string): boolean {
  return /^[0-9a-f-]{36}$/.test(id);
}
