import { Injectable } from '@nestjs/common';
import { In, MoreThan } from 'typeorm';
import { Database } from '../platform/database/database.js';
import type { DeclaredUser } from './declared-user.js';
import { SignInNameEntity } from './sign-in-name.entity.js';
import { UserEntity } from './user.entity.js';
import { normalizeUsername } from './username.js';

/** Who has which identifiers and usernames. */
export interface Owners {
  /** Subject identifiers by normalized username. */
  readonly byUsername: Map<string, string>;
  /** By which others sign in, and how good their claim is. */
  readonly addresses: Map<string, number>;
  readonly ids: Set<string>;
  /** Those who are stored, by normalized username. */
  readonly stored: ReadonlyMap<string, UserEntity>;
}

/** What moving many users at once asks of the database. */
@Injectable()
export class UsersTransferRepository {
  constructor(private readonly database: Database) {}

  /** Those users who have a username or an identifier of the declared ones. */
  async owners(declared: readonly DeclaredUser[]): Promise<Owners> {
    const ids = declared.flatMap(({ id }) => id ?? []);
    const usernames = declared.map(({ username }) => normalizeUsername(username));
    const found = await this.database.read((manager) =>
      manager.find(UserEntity, {
        where: [{ normalizedUsername: In(usernames) }, ...(ids.length > 0 ? [{ id: In(ids) }] : [])],
      }),
    );
    const byUsername = new Map(found.map(({ id, normalizedUsername }) => [normalizedUsername, id]));
    const names = await this.database.read((manager) =>
      manager.find(SignInNameEntity, { select: { name: true, rank: true }, where: { name: In(usernames) } }),
    );
    return {
      byUsername,
      addresses: new Map(names.filter(({ name }) => !byUsername.has(name)).map(({ name, rank }) => [name, rank])),
      ids: new Set(found.map(({ id }) => id)),
      stored: new Map(found.map((user) => [user.normalizedUsername, user])),
    };
  }

  /** Users with everything about them, in the order of their identifiers. */
  page(limit: number, after: string): Promise<readonly UserEntity[]> {
    return this.database.read((manager) =>
      manager.find(UserEntity, { where: { id: MoreThan(after) }, order: { id: 'ASC' }, take: limit }),
    );
  }
}
