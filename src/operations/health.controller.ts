import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Header, HttpStatus, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Database, statement } from '../platform/database/database.js';
import { DatabaseClock } from '../platform/database/database-clock.js';
import { WriteProbe } from '../platform/database/write-probe.js';
import { Public } from '../resource-server/access.js';

const PING = statement('health-ping', 'SELECT 1 AS one');

/** Milliseconds for the database to answer; anyone who asks does not wait for long. */
const TIMEOUT_MS = 2_000;

/** Seconds until it may be asked again with another answer. */
const RETRY_AFTER = 1;

/** For anyone who decides whether this process gets requests or is restarted. */
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly writeProbe: WriteProbe,
    private readonly databaseClock: DatabaseClock,
  ) {}

  /** The process runs. */
  @Public()
  @Get('live')
  @Header('cache-control', 'no-store')
  live(): { status: string } {
    return { status: 'ok' };
  }

  /** The process can serve: its database answers and can be written to, and their clocks agree. */
  @Public()
  @Get('ready')
  @Header('cache-control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: string }> {
    const status = (await this.problem()) ?? 'ok';
    if (status !== 'ok') reply.status(HttpStatus.SERVICE_UNAVAILABLE).header('retry-after', RETRY_AFTER);
    return { status };
  }

  private async problem(): Promise<string | undefined> {
    const asked = [this.database.query(PING), this.writeProbe.run()] as const;
    if (!(await inTime(asked[0]))) return 'database unavailable';
    // A probe that waits for its turn, such as behind another process, says nothing yet: what the last one said holds.
    await inTime(asked[1]);
    if (!this.writeProbe.succeeds) return 'database cannot be written to';
    const { difference } = this.databaseClock;
    return difference === undefined ? undefined : `clock differs from the database's by ${difference} ms`;
  }
}

/** Whether it resolves within {@link TIMEOUT_MS}. */
async function inTime(work: Promise<unknown>): Promise<boolean> {
  const given = new AbortController();
  const late = sleep(TIMEOUT_MS, false, { signal: given.signal }).catch(() => false);
  const done = work.then(
    () => true,
    () => false,
  );
  return Promise.race([done, late]).finally(() => given.abort());
}
