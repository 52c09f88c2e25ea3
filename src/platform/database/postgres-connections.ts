import pg from 'pg';
import { DatabaseUnavailable } from './database-unavailable.js';
import { PostgresClient } from './postgres-client.js';
import type { PostgresUrl } from './postgres-url.js';

/** Milliseconds within which connections are declared stale at most once: while PostgreSQL stays as it is, new ones are no better. */
const PAUSE = 1_000;

const IS_READ_ONLY = `SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS "readOnly"`;

/** Makes the connections to PostgreSQL, on the first host that fits, and says which of them are not to be used again. */
export class PostgresConnections {
  /** Increases when all connections made before become stale. */
  epoch = 0;
  private staleSince = Number.NEGATIVE_INFINITY;
  /** Which host is connected to. */
  private present = 0;

  /** @param options how to connect, besides what the URL says */
  constructor(
    private readonly address: PostgresUrl,
    private readonly options: pg.ClientConfig,
  ) {}

  /** @throws DatabaseUnavailable */
  connect(more: pg.ClientConfig = {}): Promise<PostgresClient> {
    return this.inTurn(async () => {
      const client = new PostgresClient({ ...this.options, ...more, connectionString: this.url });
      // The code that uses it listens too; this is for errors before that.
      client.on('error', () => undefined);
      try {
        await client.connect();
        await this.check(client);
        return client;
      } catch (error) {
        client.break();
        throw error;
      }
    });
  }

  /**
   * No connection that was made until now is to be used again: its user replaces it when it is free. Without
   * this, one that leads to a demoted server would be used as long as there is work for it.
   * @returns false if they were stale already
   */
  makeStale(): boolean {
    const now = performance.now();
    if (now - this.staleSince < PAUSE) return false;
    this.staleSince = now;
    this.epoch++;
    return true;
  }

  /**
   * The class of a pool that lends no stale connection.
   * @param onMade is given each that is made
   */
  poolClass(onMade: (pool: pg.Pool) => void): new (options: pg.PoolConfig) => pg.Pool {
    const connections = this;
    const epochs = new WeakMap<pg.ClientBase, number>();
    class Client extends PostgresClient {
      constructor(options?: pg.ClientConfig) {
        super({ ...options, connectionString: connections.url });
        epochs.set(this, connections.epoch);
      }
    }
    return class extends pg.Pool {
      constructor(options: pg.PoolConfig) {
        const onConnect = (client: pg.ClientBase) => connections.check(client);
        super({ ...options, ...connections.options, Client: Client as new () => pg.Client, onConnect });
        onMade(this);
      }

      override connect(): Promise<pg.PoolClient>;
      override connect(done: Parameters<pg.Pool['connect']>[0]): void;
      override connect(done?: Parameters<pg.Pool['connect']>[0]): Promise<pg.PoolClient> | undefined {
        const lent = connections.inTurn(() => this.lend());
        if (!done) return lent;
        lent.then(
          (client) => done(undefined, client, client.release),
          (error: Error) => done(error, undefined, () => undefined),
        );
        return undefined;
      }

      private async lend(): Promise<pg.PoolClient> {
        for (;;) {
          const client = await super.connect();
          if (epochs.get(client) === connections.epoch) return client;
          client.release(true);
        }
      }
    };
  }

  private get url(): string {
    return this.address.urls[this.present] as string;
  }

  /**
   * Connects to the present host, else to each other one in turn. "If a connection is established successfully, but
   * authentication fails, the remaining hosts in the list are not tried" (PostgreSQL manual, "Specifying Multiple Hosts").
   */
  private async inTurn<T>(connect: () => Promise<T>): Promise<T> {
    const { places } = this.address;
    const problems: string[] = [];
    for (;;) {
      const { present } = this;
      try {
        return await connect();
      } catch (error) {
        const { message, code } = error as { message: string; code?: string };
        problems.push(places.length > 1 ? `${places[present]}: ${message || code}` : message || `${code}`);
        const isFinal = code?.startsWith('28') || isPoolFull(message) || problems.length >= places.length;
        if (isFinal)
          throw new DatabaseUnavailable(Object.assign(new Error(problems.join('; '), { cause: error }), { code }));
        // Another connection may have gone on to the next host in the meantime.
        if (this.present === present) this.present = (present + 1) % places.length;
      }
    }
  }

  /** `target_session_attrs` (PostgreSQL manual, "Parameter Key Words"). */
  private async check(client: pg.ClientBase): Promise<void> {
    const { target } = this.address;
    if (target === 'any') return;
    const asked = { text: IS_READ_ONLY, query_timeout: this.options.connectionTimeoutMillis };
    const { rows } = await client.query<{ standby: boolean; readOnly: boolean }>(asked);
    const unfit = target === 'primary' ? rows[0]?.standby : rows[0]?.readOnly;
    if (unfit) throw Object.assign(new Error(`is not ${target}`), { code: '25006' });
  }
}

/** Problems of this kind are not those of a host. */
function isPoolFull(message: string): boolean {
  return message.startsWith('timeout exceeded when trying to connect');
}
