import type pg from 'pg';
import type { Statement, Value } from '../database.js';
import type { PostgresClient } from '../postgres-client.js';

/**
 * A connection on which statements are sent before those before them are answered. One timer watches them all: pg's own
 * `query_timeout` is a timer for each, which takes a tenth of what a small request costs.
 */
export class PipelinedClient {
  /** When each statement was asked that is not answered yet, the oldest first. */
  private readonly asked: number[] = [];
  private timer: NodeJS.Timeout | undefined;

  /** How many statements are not answered yet. */
  get waiting(): number {
    return this.asked.length;
  }

  /** @param limit milliseconds in which a statement is answered, or the connection is broken and all that wait fail */
  constructor(
    readonly client: PostgresClient,
    private readonly limit: number,
  ) {}

  /** @param askedAt when the statement began to wait, by `performance.now()` */
  async query(statement: Statement, values: Value[], askedAt: number): Promise<pg.QueryResult> {
    this.asked.push(askedAt);
    this.timer ??= this.lookIn(this.limit - (performance.now() - askedAt));
    try {
      return await this.client.query(statement, values);
    } finally {
      this.asked.splice(this.asked.indexOf(askedAt), 1);
    }
  }

  private lookIn(milliseconds: number): NodeJS.Timeout {
    return setTimeout(this.look, milliseconds).unref();
  }

  private readonly look = (): void => {
    this.timer = undefined;
    const [oldest] = this.asked;
    if (oldest === undefined) return;
    const left = this.limit - (performance.now() - oldest);
    if (left > 0) this.timer = this.lookIn(left);
    else this.client.break(new Error('the database did not answer in time'));
  };
}
