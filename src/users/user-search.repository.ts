import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import type { Instant } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { containing, like } from '../platform/database/like.js';
import { contains, inList } from './stored-lists.js';
import { type StoredUser, storedOf } from './stored-user.js';
import { UserEntity } from './user.entity.js';
import { normalizeUsername } from './username.js';

/** What users must have in common to be listed. */
export interface UserFilter {
  readonly username?: string | undefined;
  readonly email?: string | undefined;
  readonly role?: string | undefined;
  readonly group?: string | undefined;
  readonly disabled?: boolean | undefined;
  /** A part of the username, the email address or a name. */
  readonly text?: string | undefined;
}

export interface UserOrder {
  readonly by: 'username' | 'created_at';
  readonly descending: boolean;
}

/** The last user of a page: the normalized username, or the time of creation and the identifier. */
export type UserPosition = readonly [string] | readonly [Instant, string];

const NAMES = ['name', 'given_name', 'family_name'];

/** Lists users for administrators. */
@Injectable()
export class UserSearchRepository {
  constructor(private readonly database: Database) {}

  /** At most `limit` users after a position whom the filter lets through, in this order. */
  async search(
    filter: UserFilter,
    order: UserOrder,
    limit: number,
    after?: UserPosition,
  ): Promise<readonly StoredUser[]> {
    const entities = await this.database.read((manager) => {
      const users = manager.createQueryBuilder(UserEntity, 'u').limit(limit);
      arrange(users, order, after);
      this.narrow(users, filter);
      return users.getMany();
    });
    return entities.map(storedOf);
  }

  private narrow(
    users: SelectQueryBuilder<UserEntity>,
    { username, email, role, group, disabled, text }: UserFilter,
  ): void {
    if (username !== undefined)
      users.andWhere('u.normalizedUsername = :username', { username: normalizeUsername(username) });
    if (email !== undefined) users.andWhere('u.normalizedEmail = :email', { email: normalizeUsername(email) });
    if (role !== undefined) users.andWhere(contains(this.database.dialect, 'u.roles', ':role'), { role: inList(role) });
    if (group !== undefined)
      users.andWhere(contains(this.database.dialect, 'u.groups', ':group'), { group: inList(group) });
    if (disabled !== undefined) users.andWhere(`u.disabledAt IS ${disabled ? 'NOT NULL' : 'NULL'}`);
    if (text === undefined) return;
    const texts = ['u.normalizedUsername', 'u.normalizedEmail', ...NAMES.map((name) => `lower(${this.claim(name)})`)];
    const alike = texts.map((column) => like(column, ':text'));
    users.andWhere(`(${alike.join(' OR ')})`, { text: containing(normalizeUsername(text)) });
  }

  /**
   * PostgreSQL refuses JSON with half of a surrogate pair, and with it the whole search. Such halves are no claims any
   * more, but may be stored; they are all that `JSON.stringify` writes as `\ud…`, and are searched as other characters.
   */
  private claim(name: string): string {
    return this.database.dialect === 'postgres'
      ? `CAST(replace(u.claims, '\\ud', '\\uf') AS json) ->> '${name}'`
      : `json_extract(u.claims, '$.${name}')`;
  }
}

function arrange(users: SelectQueryBuilder<UserEntity>, { by, descending }: UserOrder, after?: UserPosition): void {
  const direction = descending ? 'DESC' : 'ASC';
  const beyond = descending ? '<' : '>';
  const [first, id] = after ?? [];
  if (by === 'username') {
    users.orderBy('u.normalizedUsername', direction);
    if (after) users.andWhere(`u.normalizedUsername ${beyond} :first`, { first });
    return;
  }
  users.orderBy('u.createdAt', direction).addOrderBy('u.id', direction);
  if (after)
    users.andWhere(`(u.createdAt ${beyond} :first OR (u.createdAt = :first AND u.id ${beyond} :id))`, { first, id });
}
