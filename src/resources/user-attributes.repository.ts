import { Injectable } from '@nestjs/common';
import { type Connection, Database, statement, type Transaction } from '../platform/database/database.js';
import { RESOURCES } from './resources.repository.js';
import type { UserAttribute } from './user-attribute.js';

const ALL = statement('user-attributes-all', 'SELECT name, description FROM user_attributes ORDER BY name');
const STORE = statement(
  'user-attributes-store',
  `INSERT INTO user_attributes (name, description) VALUES ($1, $2)
   ON CONFLICT (name) DO UPDATE SET description = excluded.description`,
);
const DELETE = statement('user-attributes-delete', 'DELETE FROM user_attributes WHERE name = $1');

/** The attributes that are declared. What they allow is part of what is announced as {@link RESOURCES}. */
@Injectable()
export class UserAttributesRepository {
  constructor(private readonly database: Database) {}

  all(connection: Connection = this.database): Promise<readonly UserAttribute[]> {
    return connection.query<UserAttribute>(ALL);
  }

  async store({ name, description }: UserAttribute, transaction: Transaction): Promise<void> {
    await transaction.execute(STORE, [name, description]);
    await transaction.announce(RESOURCES, name);
  }

  async delete(name: string, transaction: Transaction): Promise<void> {
    await transaction.execute(DELETE, [name]);
    await transaction.announce(RESOURCES, name);
  }
}
