import type { PostgresClient } from './postgres-client.js';

/** Watches one use of a connection. */
export class ConnectionWatch {
  /** What broke the connection. */
  broken: Error | undefined;
  private readonly timer: NodeJS.Timeout | undefined;

  /** @param limit milliseconds after which the connection is broken, and everything that waits for its answer fails */
  constructor(
    private readonly client: PostgresClient,
    limit: number | undefined,
  ) {
    client.on('error', this.onError);
    if (limit === undefined) return;
    const late = new Error('the database did not answer in time');
    this.timer = setTimeout(() => client.break(late), limit);
  }

  end(): void {
    clearTimeout(this.timer);
    this.client.off('error', this.onError);
  }

  private readonly onError = (error: Error): void => {
    this.broken ??= error;
  };
}
