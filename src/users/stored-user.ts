import type { Instant } from '../platform/clock.js';
import type { UserEntity } from './user.entity.js';
import type { Attributes, User, UserClaims } from './user.js';

/** A user with what only this room may see. */
export interface StoredUser {
  readonly user: User;
  readonly passwordHash: string | undefined;
  readonly createdAt: Instant;
  /** Counts the changes. */
  readonly version: number;
}

/** A row of the table, as statements read it. */
export interface Row {
  readonly id: string;
  readonly username: string;
  readonly password_hash: string | null;
  readonly claims: string;
  readonly roles: string;
  readonly groups: string;
  readonly attributes: string;
  readonly disabled_at: number | null;
  readonly password_change_required_at: number | null;
  readonly deletion_due_at: number | null;
  readonly factors: string;
  readonly enrol_by: number | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly version: number;
}

/** A user as statements read one. */
export function stored(row: Row): StoredUser {
  const claims = JSON.parse(row.claims) as UserClaims;
  const roles = JSON.parse(row.roles) as string[];
  const user = {
    id: row.id,
    username: row.username,
    claims,
    roles,
    groups: JSON.parse(row.groups) as string[],
    attributes: JSON.parse(row.attributes) as Attributes,
    disabled: row.disabled_at !== null,
    passwordChangeRequired: row.password_change_required_at !== null,
    ...(row.deletion_due_at === null ? {} : { deletionDueAt: row.deletion_due_at }),
    factors: factorsOf(row.factors),
    enrolBy: row.enrol_by ?? undefined,
    updatedAt: row.updated_at,
    accountVersion: row.version,
  };
  return { user, passwordHash: row.password_hash ?? undefined, createdAt: row.created_at, version: row.version };
}

/** A user as TypeORM reads one. */
export function storedOf(entity: UserEntity): StoredUser {
  const { passwordHash, createdAt, version } = entity;
  return { user: userOf(entity), passwordHash: passwordHash ?? undefined, createdAt, version };
}

/** The same without what only this room may see. */
export function userOf(entity: UserEntity): User {
  const { id, username, claims, roles, groups, attributes, disabledAt, passwordChangeRequiredAt } = entity;
  const { enrolBy, updatedAt, version } = entity;
  return {
    id,
    username,
    claims,
    roles,
    groups,
    attributes,
    disabled: disabledAt !== null,
    passwordChangeRequired: passwordChangeRequiredAt !== null,
    ...(entity.deletionDueAt === null ? {} : { deletionDueAt: entity.deletionDueAt }),
    factors: factorsOf(entity.factors),
    enrolBy: enrolBy ?? undefined,
    updatedAt,
    accountVersion: version,
  };
}

function factorsOf(stored: string): readonly string[] {
  return stored === '' ? [] : stored.split(' ');
}
