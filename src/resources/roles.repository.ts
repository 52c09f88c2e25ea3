import { Injectable } from '@nestjs/common';
import type { SecondFactorPolicy } from '../oauth/second-factor-policy.js';
import { type Connection, Database, statement, type Transaction } from '../platform/database/database.js';
import { RESOURCES } from './resources.repository.js';
import { isBuiltIn, type Role } from './role.js';

const ALL = statement(
  'roles-all',
  `SELECT r.name, r.description, r.scopes, p.second_factor AS "secondFactor"
     FROM roles r LEFT JOIN role_policies p ON p.role = r.name
   UNION ALL SELECT role, NULL, NULL, second_factor FROM role_policies WHERE role NOT IN (SELECT name FROM roles)
   ORDER BY 1`,
);
const STORE = statement(
  'roles-store',
  `INSERT INTO roles (name, description, scopes) VALUES ($1, $2, $3)
   ON CONFLICT (name) DO UPDATE SET description = excluded.description, scopes = excluded.scopes`,
);
const STORE_POLICY = statement(
  'roles-store-policy',
  `INSERT INTO role_policies (role, second_factor) VALUES ($1, $2)
   ON CONFLICT (role) DO UPDATE SET second_factor = excluded.second_factor`,
);
const DELETE_POLICY = statement('roles-delete-policy', 'DELETE FROM role_policies WHERE role = $1');
const DELETE = statement('roles-delete', 'DELETE FROM roles WHERE name = $1');

interface Row {
  readonly name: string;
  /** Null: a built-in role, of which only the policy is stored. */
  readonly description: string | null;
  readonly scopes: string | null;
  readonly secondFactor: SecondFactorPolicy | null;
}

/** The roles that administrators have made. What they allow is part of what is announced as {@link RESOURCES}. */
@Injectable()
export class RolesRepository {
  constructor(private readonly database: Database) {}

  /** @param builtIn the roles that are always there, to which the stored ones are added */
  async all(builtIn: readonly Role[], connection: Connection = this.database): Promise<readonly Role[]> {
    const rows = await connection.query<Row>(ALL);
    const policies = new Map(rows.map(({ name, secondFactor }) => [name, secondFactor]));
    const stored = rows.flatMap(({ name, description, scopes }) =>
      description === null || scopes === null ? [] : { name, description, scopes: JSON.parse(scopes) as string[] },
    );
    return [...builtIn, ...stored].map((role) => {
      const secondFactor = policies.get(role.name);
      return secondFactor ? { ...role, secondFactor } : role;
    });
  }

  async store({ name, description, scopes, secondFactor }: Role, transaction: Transaction): Promise<void> {
    if (!isBuiltIn(name)) await transaction.execute(STORE, [name, description, JSON.stringify(scopes)]);
    if (secondFactor) await transaction.execute(STORE_POLICY, [name, secondFactor]);
    else await transaction.execute(DELETE_POLICY, [name]);
    await transaction.announce(RESOURCES, name);
  }

  async delete(name: string, transaction: Transaction): Promise<void> {
    await transaction.execute(DELETE, [name]);
    await transaction.execute(DELETE_POLICY, [name]);
    await transaction.announce(RESOURCES, name);
  }
}
