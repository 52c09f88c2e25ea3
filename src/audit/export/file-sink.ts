import { open } from 'node:fs/promises';
import { type AuditSink, linesOf } from './audit-sink.js';
import type { OcsfEvent } from './ocsf-event.js';

/** A file that only grows here. It is opened for each batch, so that another program may rename it at any time. */
export class FileSink implements AuditSink {
  readonly name = 'file';

  constructor(private readonly path: string) {}

  async write(events: readonly OcsfEvent[]): Promise<void> {
    const file = await open(this.path, 'a', 0o600);
    try {
      // At once, because other processes append to it too.
      await file.write(linesOf(events));
      await file.datasync();
    } finally {
      await file.close();
    }
  }
}
