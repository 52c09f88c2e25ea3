import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
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

  constructor(private readonly database: Database) {}

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
      this.succeeded = true;
    } catch {
      this.succeeded = false;
    }
    this.refusals = refusedWrites;
    this.probedAt = performance.now();
    this.probe = undefined;
  }
}
