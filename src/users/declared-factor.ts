import type { Connection, Transaction } from '../platform/database/database.js';
import { PeerKind } from '../platform/peers.js';
import type { Violation } from '../platform/validation/violations.js';

/** A factor as a file declares one of a user: with the members of its kind. */
export interface DeclaredFactor extends DeclaredApp, DeclaredPasskey, DeclaredCodes {
  /** Of which kind it is. */
  readonly type: string;
  /** What the user calls it. */
  readonly name?: string;
}

/**
 * An authenticator app, by the secret that it has from another server; or as an export has it, by the secret that is sealed
 * with `ENCRYPTION_SECRET`.
 */
interface DeclaredApp {
  readonly secret?: string;
  /** Instead of a secret: the identifier of the factor, and its secret as it is stored. */
  readonly id?: string;
  readonly sealed?: string;
  readonly algorithm?: string;
  readonly digits?: number;
  readonly period?: number;
}

/** Recovery codes, by their digests; `sealed` is what those were made with. */
interface DeclaredCodes {
  readonly digests?: readonly string[];
}

/** A passkey: the credential record of WebAuthn Level 3 §4, which has no secret. Bytes are base64url. */
interface DeclaredPasskey {
  /** To which host it belongs. */
  readonly rp_id?: string;
  readonly credential_id?: string;
  /** A COSE key. */
  readonly public_key?: string;
  readonly user_handle?: string;
  readonly counter?: number;
  readonly transports?: readonly string[];
  readonly aaguid?: string;
  readonly backup?: string;
  /** Whether user verification by it counts. */
  readonly verifies_user?: boolean;
}

/** What is wrong with what was sealed with `ENCRYPTION_SECRET` and cannot be opened. */
export const NOT_OPENED =
  'cannot be opened: it is not as it was exported, or ENCRYPTION_SECRET does not include the secret of that server';

/** Characters of what a person calls a factor. */
const LONGEST_NAME = 64;

/** What a person calls a factor, as it is stored. */
export function factorName(typed: string): string {
  const seen = typed.replaceAll(/[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return [...seen].slice(0, LONGEST_NAME).join('');
}

/** Where a declared factor comes from. */
export interface FactorOrigin {
  /** What the audit log says of who added it. */
  readonly by: string;
  /** Whether the account is as new as the factor: no one has to be told of it. */
  readonly isNewAccount: boolean;
}

/** What stores the factors of one type that files declare. */
export interface DeclarableFactor {
  readonly type: string;
  /** What is wrong with it. That its members have the right types the schema of users says. */
  mistakes(declared: DeclaredFactor): readonly Violation[] | Promise<readonly Violation[]>;
  /** What only one user can have of it; undefined: several may have the same. */
  uniqueOf(declared: DeclaredFactor): string | undefined;
  /** Who has what {@link uniqueOf} says. @returns the identifier of the user; undefined: no one */
  ownerOf(unique: string): Promise<string | undefined>;
  /** By what two of the same type are one and the same. */
  keyOf(declared: DeclaredFactor): string;
  /** The keys of those that the user has. */
  keysOf(userId: string, connection?: Connection): Promise<readonly string[]>;
  /** Those of the user as a file declares them, without anything that could be used. */
  exportOf(userId: string): Promise<readonly DeclaredFactor[]>;
  /** @returns false if the user has as many factors as an account can have, or another has this one */
  add(userId: string, declared: DeclaredFactor, transaction: Transaction, origin: FactorOrigin): Promise<boolean>;
}

/** The types of factors that files can declare. The room that stores factors brings them. */
export const DECLARABLE_FACTORS = new PeerKind<DeclarableFactor>('factors that files declare', ({ type }) => [type]);
