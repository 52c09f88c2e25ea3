import { randomUUID } from 'node:crypto';
import type { PostgresClient } from './postgres-client.js';
import type { PostgresConnections } from './postgres-connections.js';

const CHANNEL = 'gatehouse_changes';

/** Sends an announcement once the transaction is committed. */
export const ANNOUNCE = `SELECT pg_notify('${CHANNEL}', $1)`;

/** An announcement: who makes it, of what. */
type Announcement = readonly [sender: string, topic: string, key: string];

/** Milliseconds between two attempts to connect again. */
const PAUSE = 1_000;

/** Hears what other replicas announce, on a connection of its own; connects again if it breaks. */
export class PostgresListener {
  /** Tells its own announcements, which this process knows of already, from those of others. */
  private readonly sender = randomUUID();
  private client: PostgresClient | undefined;
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;

  /**
   * @param heard called with each announcement
   * @param missed called if announcements may have been lost: after a break, or if one cannot be read
   */
  constructor(
    private readonly connections: PostgresConnections,
    private readonly heard: (topic: string, key: string) => void,
    private readonly missed: () => void,
  ) {}

  /** The parameters of {@link ANNOUNCE}. */
  announcement(topic: string, key: string): string {
    return JSON.stringify([this.sender, topic, key] satisfies Announcement);
  }

  /** @throws DatabaseUnavailable */
  async start(): Promise<void> {
    const client = await this.connections.connect();
    client.on('notification', ({ payload = '' }) => this.hear(payload));
    client.on('error', () => this.reconnect(client));
    client.on('end', () => this.reconnect(client));
    try {
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      client.break();
      throw error;
    }
    this.client = client;
    if (this.stopped) await client.end();
  }

  /** Goes on with a new connection. */
  replaceConnection(): void {
    this.client?.break();
  }

  private hear(payload: string): void {
    const announcement = read(payload);
    if (!announcement) {
      this.missed();
      return;
    }
    const [sender, topic, key] = announcement;
    if (sender !== this.sender) this.heard(topic, key);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.client?.end();
  }

  private reconnect(broken: PostgresClient): void {
    if (this.client !== broken) return;
    this.client = undefined;
    this.startLater();
  }

  private startLater(): void {
    if (this.stopped) return;
    this.retry = setTimeout(() => {
      this.start().then(this.missed, () => this.startLater());
    }, PAUSE).unref();
  }
}

/** Undefined for what no replica of this version sends: anyone who may connect to the database can notify. */
function read(payload: string): Announcement | undefined {
  try {
    const content: unknown = JSON.parse(payload);
    const fits = Array.isArray(content) && content.length === 3 && content.every((each) => typeof each === 'string');
    return fits ? (content as unknown as Announcement) : undefined;
  } catch {
    return undefined;
  }
}
