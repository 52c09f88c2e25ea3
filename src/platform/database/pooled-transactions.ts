import type { PostgresClient } from './postgres-client.js';
import type { PostgresConnections } from './postgres-connections.js';

const PID = 'SELECT pg_backend_pid() AS pid';

const REFUSAL =
  'a connection pooler is in between that gives each transaction another connection, which loses prepared statements, locks and notifications: set pool_mode = session there (PgBouncer), or connect past it';

/**
 * Finds out whether a pooler stands before PostgreSQL that keeps no connection for longer than a transaction. Everything
 * here rests on connections that stay: prepared statements, the lock of migrations, and LISTEN.
 * @throws Error that says what to set
 */
export async function refusePooledTransactions(connections: PostgresConnections): Promise<void> {
  const first = await connections.connect();
  try {
    // A pooler has many servers behind it and makes up the process that a client could cancel.
    if ((await ask(first, PID)) === first.process) return;
    const second = await connections.connect();
    try {
      if (await exchange(first, second)) throw new Error(REFUSAL);
    } finally {
      await second.end();
    }
  } finally {
    await first.end();
  }
}

/**
 * Whether what one has left behind is given to the other. Poolers give out what was returned last, or first: of the two
 * orders in which both return what they have, one shows it.
 */
async function exchange(first: PostgresClient, second: PostgresClient): Promise<boolean> {
  const own = [await begin(first), await begin(second)];
  for (const order of [
    [first, second],
    [second, first],
  ]) {
    for (const client of order) await ask(client, 'COMMIT');
    const given = [await begin(second), await begin(first)].reverse();
    if (given.some((pid, index) => pid !== own[index])) return true;
  }
  return false;
}

/** @returns which process of PostgreSQL serves the transaction */
async function begin(client: PostgresClient): Promise<unknown> {
  await ask(client, 'BEGIN').catch((error: Error) => {
    throw / pooling /.test(error.message) ? new Error(REFUSAL, { cause: error }) : error;
  });
  return ask(client, PID);
}

async function ask(client: PostgresClient, text: string): Promise<unknown> {
  return (await client.query<{ pid: number }>(text)).rows[0]?.pid;
}
