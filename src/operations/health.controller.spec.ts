import type { FastifyReply } from 'fastify';
import { Clock } from '../platform/clock.js';
import type { Database } from '../platform/database/database.js';
import { DatabaseClock } from '../platform/database/database-clock.js';
import { WriteProbe } from '../platform/database/write-probe.js';
import type { Logger } from '../platform/telemetry/log.js';
import { HealthController } from './health.controller.js';

describe('readiness', () => {
  const ready = async (query: () => Promise<unknown>) => {
    const said: unknown[] = [];
    const reply = {
      status: (status: number) => {
        said.push(status);
        return reply;
      },
      header: (name: string, value: unknown) => said.push(name, value),
    };
    const database = { query, execute: query, refusedWrites: 0 } as unknown as Database;
    const logger = { error: () => undefined } as unknown as Logger;
    const clock = new DatabaseClock(new Clock(), database, logger);
    const controller = new HealthController(database, new WriteProbe(database, logger), clock);
    const answer = await controller.ready(reply as unknown as FastifyReply);
    return [answer.status, ...said];
  };
  const unavailable = ['database unavailable', 503, 'retry-after', 1];

  it('is that the database answers', async () => {
    await expect(ready(async () => [])).resolves.toEqual(['ok']);
    await expect(ready(() => Promise.reject(new Error('gone')))).resolves.toEqual(unavailable);
  });

  it('ends if the database does not say a word', async () => {
    await expect(ready(() => new Promise(() => undefined))).resolves.toEqual(unavailable);
  });
});
