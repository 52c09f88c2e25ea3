import type { Type } from '@nestjs/common';
import type { Transaction } from '../platform/database/database.js';
import { type Declarations, Kind } from '../platform/declarations.js';
import type { AuditContext } from './actor.js';

/** A person with an account. */
export interface Person {
  readonly id: string;
  readonly username: string;
}

/** The provider of a room that stores something about people. */
export interface PersonalRecords {
  /** Everything of it that is stored about the person, as JSON of the admin API, oldest first, without secrets and their digests. */
  exportOf(person: Person): Promise<readonly object[]>;
  /**
   * Deletes it, or ends it if it has to be kept for a time, in the transaction that deletes the account. The account is gone
   * by then, so that nothing new is stored.
   */
  erase(userId: string, transaction: Transaction, by?: AuditContext): Promise<void>;
}

/** A part of what is stored about people. */
export interface PersonalData {
  /** The member of an export. */
  readonly section: string;
  /** What it is, for the description of the admin API. */
  readonly description: string;
  /** The scope by which the admin API shows the same elsewhere, and without which an export leaves it out. */
  readonly scope: string;
  /** The DTO of an item. */
  readonly item: Type;
  readonly provider: Type<PersonalRecords>;
}

/** What rooms store about people. Who exports or deletes a person goes through all of it. */
export const PERSONAL_DATA = new Kind<PersonalData>('personal data');

/** In the order in which it is exported and erased: a room comes before those that it builds on, so sessions before what was authorized in them. */
export function personalData(declarations: Declarations): readonly PersonalData[] {
  return declarations.all(PERSONAL_DATA).toReversed();
}
