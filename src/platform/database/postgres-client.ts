import { Socket } from 'node:net';
import pg from 'pg';

/** A connection to PostgreSQL that can be broken at once, whatever is under way on it. */
export class PostgresClient extends pg.Client {
  private readonly socket: Socket;

  constructor(config: pg.ClientConfig) {
    const socket = new Socket();
    super({ ...config, stream: () => socket });
    this.socket = socket;
  }

  /** The process of PostgreSQL to which a request to cancel is sent (BackendKeyData). */
  get process(): unknown {
    return Reflect.get(this, 'processID');
  }

  /** Whatever waits for an answer fails. */
  break(reason?: Error): void {
    this.socket.destroy(reason);
  }
}
