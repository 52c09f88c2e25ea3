import { jest } from '@jest/globals';
import { Database, type Statement, type Transaction } from '../../src/platform/database/database.js';
import { DatabaseUnavailable } from '../../src/platform/database/database-unavailable.js';
import type { TestApp } from './test-app.js';

/** What goes on without anyone asking for it. */
const BACKGROUND = /^(deliveries-(?!insert)|mails-(?!insert)|audit-(?!append)|session-count|write-probe|quota|test-)/;

const WRITES = /^\s*(INSERT|UPDATE|DELETE)/;

/** What came of work of which one write failed. */
export interface Failing<T> {
  readonly result: T;
  /** The first statement of the write that failed; undefined: there were not so many writes. */
  readonly failed: string | undefined;
}

/**
 * Does something while one write of the server fails: a statement before it is run, a transaction when it is committed.
 * @param nth which write, from 1
 */
export async function failingWrite<T>({ app }: TestApp, nth: number, work: () => Promise<T>): Promise<Failing<T>> {
  const database = app.get(Database);
  let count = 0;
  let failed: string | undefined;
  const write = (name = 'none') => {
    if (BACKGROUND.test(name)) return;
    count += 1;
    if (count !== nth) return;
    failed = name;
    throw new DatabaseUnavailable(new Error(`the write ${name} failed`));
  };
  const { transaction, together, execute, query } = database;
  const spies = [
    jest.spyOn(database, 'transaction').mockImplementation(
      (act, options) =>
        transaction.call(
          database,
          async (real) => {
            const names: string[] = [];
            const result = await act(watched(real, names));
            write(names[0]);
            return result;
          },
          options,
        ) as never,
    ),
    jest.spyOn(database, 'together').mockImplementation(async (pieces) => {
      write(pieces[0]?.[0].name);
      return together.call(database, pieces);
    }),
    jest.spyOn(database, 'execute').mockImplementation(async (statement, values) => {
      write(statement.name);
      return execute.call(database, statement, values);
    }),
    jest.spyOn(database, 'query').mockImplementation((async (statement: Statement, values: readonly string[]) => {
      if (WRITES.test(statement.text)) write(statement.name);
      return query.call(database, statement, values);
    }) as never),
  ];
  try {
    return { result: await work(), failed };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** Notes the names of the statements. */
function watched(transaction: Transaction, names: string[]): Transaction {
  const noting =
    (name: 'query' | 'execute') =>
    (statement: Statement, ...rest: []) => {
      names.push(statement.name);
      return transaction[name](statement, ...rest);
    };
  return Object.assign(Object.create(transaction), { query: noting('query'), execute: noting('execute') });
}
