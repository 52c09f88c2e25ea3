import { randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../telemetry/log.js';
import { Database, statement } from './database.js';

/** Milliseconds for which the outcome of a probe counts. */
const GOOD_FOR = 5_000;
const BAD_FOR = 1_000;

/** Bytes that a probe writes before they are encoded: several pages, since a full disk may have room for one. */
const SIZE = 12 * 1024;

const INSERT = statement('write-probe-insert', 'INSERT INTO write_probes (id, filler) VALUES ($1, $2)');
/** Also those of processes that have ended. */
const DELETE = statement('write-probe-delete', 'DELETE FROM write_probes');

/**
 * Whether the database can be written to. It can be read from a full disk, a standby or a read-only file all the same, so
 * that only writing shows it. A probe is written if someone asks, and the last one was some seconds ago or a write has
 * been refused since.
 */
@Injectable()
export class WriteProbe {
  private succeeded = false;
  private probedAt = Number.NEGATIVE_INFINITY;
  private refusals = 0;
  private probe: Promise<void> | undefined;

  private hasFailed = false;

  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** What the last probe has shown; false from the first write that was refused after it. */
  get succeeds(): boolean {
    return this.succeeded && this.refusals === this.database.refusedWrites;
  }

  /** Writes a probe if one is due. Resolves when none is under way. */
  async run(): Promise<void> {
    const age = performance.now() - this.probedAt;
    if (age >= (this.succeeds ? GOOD_FOR : BAD_FOR)) this.probe ??= this.write();
    await this.probe;
  }

  private async write(): Promise<void> {
    const { refusedWrites } = this.database;
    try {
      // Two statements: of what is deleted within the same transaction SQLite writes nothing.
      await this.database.execute(INSERT, [randomUUID(), randomBytes(SIZE).toString('base64')]);
      await this.database.execute(DELETE);
      this.note();
    } catch (error) {
      this.note(error);
    }
    this.refusals = refusedWrites;
    this.probedAt = performance.now();
    this.probe = undefined;
  }

  /** The log says only what has changed, because many may ask again and again. */
  private note(error?: unknown): void {
    this.succeeded = error === undefined;
    if (!this.succeeded && !this.hasFailed) this.logger.error({ err: error }, 'the database cannot be written to');
    if (this.succeeded && this.hasFailed) this.logger.info('the database can be written to again');
    this.hasFailed = !this.succeeded;
  }
}
