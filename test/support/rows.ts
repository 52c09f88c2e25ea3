import type { INestApplicationContext } from '@nestjs/common';
import type { EntityTarget, FindOptionsWhere, ObjectLiteral, QueryDeepPartialEntity } from 'typeorm';
import { Database, type Transaction } from '../../src/platform/database/database.js';

/** A server, or a database that a test has opened itself. */
type Owner = Database | { readonly app: INestApplicationContext };
type Where<Entity> = FindOptionsWhere<Entity>;
type Values<Entity extends ObjectLiteral> = QueryDeepPartialEntity<Entity>;

/** What is stored of a kind, whole, in the order of their keys; of those that match if a condition is given. */
export function rowsOf<Entity extends ObjectLiteral>(
  owner: Owner,
  entity: EntityTarget<Entity>,
  where: Where<Entity> = {},
): Promise<readonly Entity[]> {
  return databaseOf(owner).read((manager) => {
    const keys = manager.dataSource.getMetadata(entity).primaryColumns.map(({ propertyName }) => [propertyName, 'ASC']);
    return manager.find(entity, { where, order: Object.fromEntries(keys) });
  });
}

/** How many are stored of a kind; of those that match if a condition is given. */
export function countOf<Entity extends ObjectLiteral>(
  owner: Owner,
  entity: EntityTarget<Entity>,
  where: Where<Entity> = {},
): Promise<number> {
  return databaseOf(owner).read((manager) => manager.count(entity, { where }));
}

/** Stores one without asking a service, for a state to which no service leads in a test. */
export function insertRow<Entity extends ObjectLiteral>(
  owner: Owner,
  entity: EntityTarget<Entity>,
  values: Values<Entity>,
): Promise<void> {
  return change(owner, ({ manager }) => manager.insert(entity, values));
}

/** Changes those that match, all if the condition is empty, and no one hears of it: see {@link insertRow}. */
export function changeRows<Entity extends ObjectLiteral>(
  owner: Owner,
  entity: EntityTarget<Entity>,
  where: Where<Entity>,
  values: Values<Entity>,
): Promise<void> {
  return change(owner, ({ manager }) =>
    isEmpty(where) ? manager.updateAll(entity, values) : manager.update(entity, where, values),
  );
}

/** Deletes those that match, all if there is no condition, and no one hears of it: see {@link insertRow}. */
export function deleteRows<Entity extends ObjectLiteral>(
  owner: Owner,
  entity: EntityTarget<Entity>,
  where: Where<Entity> = {},
): Promise<void> {
  return change(owner, ({ manager }) => (isEmpty(where) ? manager.deleteAll(entity) : manager.delete(entity, where)));
}

async function change(owner: Owner, work: (transaction: Transaction) => Promise<unknown>): Promise<void> {
  await databaseOf(owner).transaction(work);
}

function isEmpty(where: object): boolean {
  return Object.keys(where).length === 0;
}

function databaseOf(owner: Owner): Database {
  return owner instanceof Database ? owner : owner.app.get(Database);
}
