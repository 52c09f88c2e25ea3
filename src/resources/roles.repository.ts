import { Injectable } from '@nestjs/common';
import { type Connection, Database, statement, type Transaction } from '../platform/database/database.js';
import { RESOURCES } from './resources.repository.js';
import type { Role } from './role.js';

const ALL = statement('roles-all', 'SELECT name, description, scopes FROM roles ORDER BY name');
const STORE = statement(
  'roles-store',
  `INSERT INTO roles (name, description, scopes) VALUES ($1, $2, $3)
   ON CONFLICT (name) DO UPDATE SET description = excluded.description, scopes = excluded.scopes`,
);
const DELETE = statement('roles-delete', 'DELETE FROM roles WHERE name = $1');

/** The roles that administrators have made. What they allow is part of what is announced as {@link RESOURCES}. */
@Injectable()
export class RolesRepository {
  constructor(private readonly database: Database) {}

  async all(connection: Connection = this.database): Promise<readonly Role[]> {
    const rows = await connection.query<Omit<Role, 'scopes'> & { readonly scopes: string }>(ALL);
    return rows.map(({ name, description, scopes }) => ({ name, description, scopes: JSON.parse(scopes) as string[] }));
  }

  async store({ name, description, scopes }: Role, transaction: Transaction): Promise<void> {
    await transaction.execute(STORE, [name, description, JSON.stringify(scopes)]);
    await transaction.announce(RESOURCES, name);
  }

  async delete(name: string, transaction: Transaction): Promise<void> {
    await transaction.execute(DELETE, [name]);
    await transaction.announce(RESOURCES, name);
  }
}
