import type { FastifyReply } from 'fastify';
import type { Database } from './database/database.js';
import { HealthController } from './health.controller.js';

describe('readiness', () => {
  const ready = async (query: () => Promise<unknown>) => {
    const statuses: number[] = [];
    const reply = { status: (status: number) => statuses.push(status) } as unknown as FastifyReply;
    const answer = await new HealthController({ query } as unknown as Database).ready(reply);
    return [answer.status, ...statuses];
  };

  it('is that the database answers', async () => {
    await expect(ready(async () => [])).resolves.toEqual(['ok']);
    await expect(ready(() => Promise.reject(new Error('gone')))).resolves.toEqual(['database unavailable', 503]);
  });

  it('ends where the database does not say a word', async () => {
    await expect(ready(() => new Promise(() => undefined))).resolves.toEqual(['database unavailable', 503]);
  });
});
