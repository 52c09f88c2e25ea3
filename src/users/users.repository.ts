import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import type { Instant } from '../platform/clock.js';
import { Database, type Dialect, type Statement, statement, type Transaction } from '../platform/database/database.js';
import { keepRoles } from '../resources/role-holders.js';
import { type DeclaredUser, declaredProfile, normalizedEmail, type Profile } from './declared-user.js';
import { VOID_ALL_OF, VOID_CHANGED } from './links/account-links.repository.js';
import { SignInNames } from './sign-in-names.repository.js';
import { contains, inList } from './stored-lists.js';
import { type Row, type StoredUser, stored, userOf } from './stored-user.js';
import { UserEntity } from './user.entity.js';
import type { User } from './user.js';
import { normalizeUsername } from './username.js';

const COLUMNS =
  'id, username, password_hash, claims, roles, groups, attributes, disabled_at, password_change_required_at, deletion_due_at, factors, enrol_by, created_at, updated_at, version';
const FIND = statement('users-find', `SELECT ${COLUMNS} FROM users WHERE id = $1`);
const NOTE_ENROL_BY = statement(
  'users-note-enrol-by',
  'UPDATE users SET enrol_by = $2 WHERE id = $1 AND enrol_by IS NULL',
);
const FIND_BY_USERNAME = statement(
  'users-find-by-username',
  `SELECT ${COLUMNS} FROM users WHERE normalized_username = $1`,
);
/** A username counts without a row in `sign_in_names` too: a replica of an older version writes none. */
const FIND_BY_LOGIN = statement(
  'users-find-by-login',
  `SELECT ${COLUMNS} FROM users WHERE id = COALESCE(
     (SELECT user_id FROM sign_in_names WHERE name = $1), (SELECT id FROM users WHERE normalized_username = $1))`,
);
const INSERT = statement(
  'users-insert',
  `INSERT INTO users (id, username, normalized_username, normalized_email, password_hash, claims, roles, groups, attributes, disabled_at,
     password_change_required_at, created_at, updated_at, version)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, 1) ON CONFLICT (normalized_username) DO NOTHING`,
);
const REPLACE_PASSWORD_HASH = statement(
  'users-replace-password-hash',
  'UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2',
);
/** By password, with which alone an administrator can sign in. */
const otherHolder = (dialect: Dialect) =>
  statement(
    'users-other-holder',
    `SELECT id FROM users WHERE id <> $1 AND ${contains(dialect, 'roles', '$2')}
     AND disabled_at IS NULL AND deletion_due_at IS NULL AND password_hash IS NOT NULL LIMIT 1`,
  );
const OTHER_HOLDER = { sqlite: otherHolder('sqlite'), postgres: otherHolder('postgres') };
const isAt = (dialect: Dialect) => statement('users-is-at', unchangedAccount(dialect, '$1', '$2'));
const IS_AT: Readonly<Record<Dialect, Statement>> = { sqlite: isAt('sqlite'), postgres: isAt('postgres') };
const DELETIONS_DUE = statement(
  'users-deletions-due',
  'SELECT id FROM users WHERE deletion_due_at <= $1 ORDER BY deletion_due_at, id LIMIT $2',
);
const DELETE = statement('users-delete', 'DELETE FROM users WHERE id = $1');
const ANY = statement('users-any', 'SELECT id FROM users LIMIT 1');

/**
 * A SELECT of the account that is still as it was when this version was read, and not disabled. Who changes it at the same
 * time waits for the lock, or is waited for. For statements of other rooms too.
 * @param id SQL, such as `$3`; so is the version
 */
export function unchangedAccount(dialect: Dialect, id: string, version: string): string {
  const lock = dialect === 'postgres' ? ' FOR SHARE' : '';
  return `SELECT id FROM users WHERE id = ${id} AND version = ${version} AND disabled_at IS NULL${lock}`;
}

/**
 * A SELECT of the account if it has been disabled ever since it was made. For statements of other rooms.
 * @param id SQL, such as `$1`
 */
export function neverEnabledAccount(id: string): string {
  return `SELECT id FROM users WHERE id = ${id} AND disabled_at = created_at`;
}

/** Of the identifiers in a JSON list, those that are users'. */
export const USERS_AMONG: Readonly<Record<Dialect, Statement>> = {
  sqlite: statement('users-among', 'SELECT id FROM users WHERE id IN (SELECT value FROM json_each($1))'),
  postgres: statement('users-among', 'SELECT id FROM users WHERE id IN (SELECT json_array_elements_text($1::json))'),
};

/** What changes of users are announced under; the key is the subject identifier. */
export const USERS = 'users';

/** Every query on end-users. */
@Injectable()
export class UsersRepository {
  private readonly names: SignInNames;

  constructor(private readonly database: Database) {
    this.names = new SignInNames(database.dialect);
  }

  async find(id: string, connection: Pick<Transaction, 'query'> = this.database): Promise<StoredUser | undefined> {
    const [row] = await connection.query<Row>(FIND, [id]);
    return row && stored(row);
  }

  async findByUsername(
    username: string,
    connection: Pick<Transaction, 'query'> = this.database,
  ): Promise<StoredUser | undefined> {
    const [row] = await connection.query<Row>(FIND_BY_USERNAME, [normalizeUsername(username)]);
    return row && stored(row);
  }

  /** The user who signs in by this username or email address. */
  async findByLogin(
    login: string,
    connection: Pick<Transaction, 'query'> = this.database,
  ): Promise<StoredUser | undefined> {
    const [row] = await connection.query<Row>(FIND_BY_LOGIN, [normalizeUsername(login)]);
    return row && stored(row);
  }

  /** In the order of their identifiers. */
  async list(limit: number, after = ''): Promise<readonly User[]> {
    const entities = await this.database.read((manager) =>
      manager.find(UserEntity, { where: { id: MoreThan(after) }, order: { id: 'ASC' }, take: limit }),
    );
    return entities.map(userOf);
  }

  async any(connection: Pick<Transaction, 'query'> = this.database): Promise<boolean> {
    return (await connection.query(ANY)).length > 0;
  }

  /** Returns whether the username was free, so that the user is stored now. It is not free if someone else signs in by it. */
  async insert(
    id: string,
    declared: DeclaredUser,
    passwordHash: string | undefined,
    now: Instant,
    transaction: Transaction,
  ): Promise<boolean> {
    const profile = declaredProfile(declared);
    const { username, claims, roles, groups = [], attributes = {} } = profile;
    if (roles.length > 0) await keepRoles(transaction);
    const inserted = await transaction.execute(INSERT, [
      id,
      username,
      normalizeUsername(username),
      normalizedEmail(claims),
      passwordHash ?? null,
      JSON.stringify(claims),
      JSON.stringify(roles),
      JSON.stringify(groups),
      JSON.stringify(attributes),
      declared.disabled ? now : null,
      declared.password_change_required ? now : null,
      now,
    ]);
    if (inserted === 0) return false;
    if (await this.names.take(id, profile, transaction)) return true;
    await transaction.execute(DELETE, [id]);
    return false;
  }

  /** Returns whether the username was free; if not, the transaction must not be committed. */
  async updateProfile(id: string, profile: Profile, now: Instant, transaction: Transaction): Promise<boolean> {
    const { username, claims, roles, groups = [], attributes = {} } = profile;
    if (roles.length > 0) await keepRoles(transaction);
    await transaction.manager.update(UserEntity, id, {
      username,
      normalizedUsername: normalizeUsername(username),
      normalizedEmail: normalizedEmail(claims),
      claims,
      roles: [...roles],
      groups: [...groups],
      attributes,
      updatedAt: now,
      version: () => 'version + 1',
    });
    await transaction.announce(USERS, id);
    return this.names.follow(id, profile, transaction);
  }

  /** No link goes on but those that outlive changes. */
  async setPasswordHash(id: string, passwordHash: string, transaction: Transaction): Promise<void> {
    await transaction.manager.update(UserEntity, id, { passwordHash, version: () => 'version + 1' });
    await transaction.execute(VOID_CHANGED, [id]);
    await transaction.announce(USERS, id);
  }

  async setPasswordChangeRequiredAt(
    id: string,
    passwordChangeRequiredAt: Instant | null,
    transaction: Transaction,
  ): Promise<void> {
    await transaction.manager.update(UserEntity, id, { passwordChangeRequiredAt, version: () => 'version + 1' });
    await transaction.announce(USERS, id);
  }

  /** @param factors the names of those that the user has set up */
  async setFactors(id: string, factors: readonly string[], transaction: Transaction): Promise<void> {
    await transaction.manager.update(UserEntity, id, { factors: factors.join(' '), version: () => 'version + 1' });
    await transaction.announce(USERS, id);
  }

  /** @param deletionDueAt null: the account stays */
  async setDeletionDueAt(id: string, deletionDueAt: Instant | null, transaction: Transaction): Promise<void> {
    await transaction.manager.update(UserEntity, id, { deletionDueAt, version: () => 'version + 1' });
    await transaction.announce(USERS, id);
  }

  /** At most `limit` accounts whose waiting time is over, by their identifiers. */
  async deletionsDue(now: Instant, limit: number): Promise<readonly string[]> {
    return (await this.database.query<{ readonly id: string }>(DELETIONS_DUE, [now, limit])).map(({ id }) => id);
  }

  /** Notes until when a second factor may be put off, once; the account is not changed by it. */
  async noteEnrolBy(id: string, enrolBy: Instant): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await transaction.execute(NOTE_ENROL_BY, [id, enrolBy]);
      await transaction.announce(USERS, id);
    });
  }

  async setDisabledAt(id: string, disabledAt: Instant | null, transaction: Transaction): Promise<void> {
    await transaction.manager.update(UserEntity, id, { disabledAt, version: () => 'version + 1' });
    await transaction.announce(USERS, id);
  }

  /** Whether the account is as it was when this was read, and stays so until the transaction ends. */
  async isStill({ id, accountVersion }: User, transaction: Transaction): Promise<boolean> {
    if (accountVersion === undefined) return true;
    return (await transaction.query(IS_AT[this.database.dialect], [id, accountVersion])).length > 0;
  }

  /** Whether anyone else who can sign in holds the role. */
  async hasOtherHolder(role: string, id: string, transaction: Transaction): Promise<boolean> {
    return (await transaction.query(OTHER_HOLDER[this.database.dialect], [id, inList(role)])).length > 0;
  }

  async delete(id: string, transaction: Transaction): Promise<void> {
    await this.names.releaseAll(id, () => transaction.execute(DELETE, [id]), transaction);
    await transaction.execute(VOID_ALL_OF, [id]);
    await transaction.announce(USERS, id);
  }

  /** Stores the same password under another hash, unless it was changed meanwhile. */
  async replacePasswordHash(id: string, from: string, to: string): Promise<void> {
    await this.database.execute(REPLACE_PASSWORD_HASH, [id, from, to]);
  }
}
