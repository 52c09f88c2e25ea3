import type pg from 'pg';
import type { DatabaseLoad, Statement, Value } from '../database.js';
import type { PostgresConnections } from '../postgres-connections.js';
import { PipelinedClient } from './pipelined-client.js';

/** Connections for statements that only read, and for those that change something and so wait for the disk. */
const READERS = 2;
const WRITERS = 8;

/**
 * Runs single statements on a few connections of their own, several at a time on each: one is sent before the one
 * before it is answered (https://node-postgres.com/features/pipelining). Every statement is a transaction by itself; one
 * that fails leaves the others alone.
 */
export class PostgresPipeline {
  private readonly readers: Lane;
  private readonly writers: Lane;

  /** @param limit milliseconds until a statement has been answered, or fails */
  constructor(connections: PostgresConnections, limit: number) {
    this.readers = new Lane(connections, READERS, limit);
    // On one connection each would have to wait until what the one before it wrote is on the disk.
    this.writers = new Lane(connections, WRITERS, limit);
  }

  /** @throws Error if the database cannot be reached, or refuses the statement */
  query(statement: Statement, values: Value[]): Promise<pg.QueryResult> {
    return (statement.text.startsWith('SELECT') ? this.readers : this.writers).query(statement, values);
  }

  get load(): DatabaseLoad {
    const waiting = [...this.readers.waiting, ...this.writers.waiting];
    const busy = waiting.filter((count) => count > 0).length;
    return { busy, idle: waiting.length - busy, waiting: waiting.reduce((sum, count) => sum + count, 0) };
  }

  async close(): Promise<void> {
    await Promise.all([this.readers.close(), this.writers.close()]);
  }
}

/** Connections that take turns. One that breaks is replaced when it is its turn again. */
class Lane {
  private clients: (Promise<PipelinedClient> | undefined)[];
  private readonly connected = new Set<PipelinedClient>();
  private epoch = 0;
  private place = 0;
  private closed = false;

  constructor(
    private readonly connections: PostgresConnections,
    size: number,
    private readonly limit: number,
  ) {
    this.clients = new Array(size).fill(undefined);
  }

  /** How many statements wait for their answers, on each connection. */
  get waiting(): readonly number[] {
    return [...this.connected].map((client) => client.waiting);
  }

  async query(statement: Statement, values: Value[]): Promise<pg.QueryResult> {
    if (this.closed) throw new Error('the database is closed');
    const askedAt = performance.now();
    const client = await this.next();
    return client.query(statement, values, askedAt);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.clients.map(async (connected) => (await connected)?.client.end()));
  }

  private async next(): Promise<PipelinedClient> {
    if (this.epoch !== this.connections.epoch) this.replaceAll();
    this.place = (this.place + 1) % this.clients.length;
    this.clients[this.place] ??= this.connect(this.place);
    const client = await this.clients[this.place];
    if (!client) throw new Error('the connection to the database broke');
    return client;
  }

  /** What was sent on the connections before is still answered. */
  private replaceAll(): void {
    this.epoch = this.connections.epoch;
    for (const stale of this.clients) void stale?.then(({ client }) => client.end()).catch(() => undefined);
    this.clients = this.clients.map(() => undefined);
  }

  /** A connection that breaks, before or after it is connected, is replaced at its place, and no other is. */
  private connect(place: number): Promise<PipelinedClient> {
    const connecting = this.connections.connect({ pipeline: true });
    const connected = connecting.then((client) => new PipelinedClient(client, this.limit));
    const replace = () => {
      if (this.clients[place] === connected) this.clients[place] = undefined;
    };
    connected.then((client) => {
      this.connected.add(client);
      client.client.on('error', replace).on('end', () => {
        this.connected.delete(client);
        replace();
      });
    }, replace);
    return connected;
  }
}
