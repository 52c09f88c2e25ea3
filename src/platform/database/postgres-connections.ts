import pg from 'pg';

/** Milliseconds in which connections become stale once at most: while PostgreSQL stays as it is, new ones are no better. */
const PAUSE = 1_000;

/** Makes the connections to PostgreSQL, and says which of them are not to be used again. */
export class PostgresConnections {
  /** Goes up when everything that was connected before is stale. */
  epoch = 0;
  private staleSince = Number.NEGATIVE_INFINITY;

  /** @param options how to connect */
  constructor(private readonly options: pg.ClientConfig) {}

  /** A client that is not connected yet. */
  client(more: pg.ClientConfig = {}): pg.Client {
    return new pg.Client({ ...this.options, ...more });
  }

  /**
   * No connection that was made until now is to be used again: whoever keeps one replaces it when it is free. Without
   * this, one that leads to a demoted server would be used as long as there is work for it.
   * @returns whether it was not so already
   */
  makeStale(): boolean {
    const now = performance.now();
    if (now - this.staleSince < PAUSE) return false;
    this.staleSince = now;
    this.epoch++;
    return true;
  }

  /** The class of a pool that lends no stale connection. */
  poolClass(): new (options: pg.PoolConfig) => pg.Pool {
    const connections = this;
    const epochs = new WeakMap<pg.ClientBase, number>();
    return class extends pg.Pool {
      constructor(options: pg.PoolConfig) {
        super({ ...options, ...connections.options });
        this.on('connect', (client) => epochs.set(client, connections.epoch));
      }

      override connect(): Promise<pg.PoolClient>;
      override connect(done: Parameters<pg.Pool['connect']>[0]): void;
      override connect(done?: Parameters<pg.Pool['connect']>[0]): Promise<pg.PoolClient> | undefined {
        const lent = this.lend();
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
}
