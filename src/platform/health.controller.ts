import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Header, HttpStatus, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Database, statement } from './database/database.js';
import { Public } from './http/access.js';

const PING = statement('health-ping', 'SELECT 1 AS one');

/** Milliseconds for the database to answer; whoever asks does not wait for long. */
const PATIENCE = 2_000;

/** For whoever decides whether this process gets requests or is restarted. */
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(private readonly database: Database) {}

  /** The process runs. */
  @Public()
  @Get('live')
  @Header('cache-control', 'no-store')
  live(): { status: string } {
    return { status: 'ok' };
  }

  /** The process can serve: its database answers. */
  @Public()
  @Get('ready')
  @Header('cache-control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: string }> {
    if (await this.databaseAnswers()) return { status: 'ok' };
    reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return { status: 'database unavailable' };
  }

  private async databaseAnswers(): Promise<boolean> {
    const given = new AbortController();
    const late = sleep(PATIENCE, false, { signal: given.signal }).catch(() => false);
    const answered = this.database.query(PING).then(
      () => true,
      () => false,
    );
    return Promise.race([answered, late]).finally(() => given.abort());
  }
}
