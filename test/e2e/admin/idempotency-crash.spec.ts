import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { IsNull } from 'typeorm';
import { IdempotencyKeyEntity } from '../../../src/admin/idempotency/idempotency-key.entity.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { environment, Program } from '../../support/program.js';
import { countOf } from '../../support/rows.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';
import { DIALECTS, sharedDatabaseUrl } from '../../support/test-database.js';

/** Enough for passwords to wait to be hashed while their requests are in progress. */
const REQUESTS = 60;

describe.each(DIALECTS)('a server on %s that is killed while requests are in progress', (dialect) => {
  let settings: Awaited<ReturnType<typeof environment>>;
  /** Another replica, which sees what is stored. */
  let replica: TestApp;
  let api: AdminApi;

  beforeAll(async () => {
    const url = await sharedDatabaseUrl(dialect);
    settings = await environment({ DATABASE_URL: url });
    const issuer = `http://localhost:${settings.PORT}`;
    replica = await createTestApp({ databaseUrl: url, issuer });
    api = await adminApi(replica, 'users:read users:write');
  });
  afterAll(() => replica.close());

  it('lets each be sent again with its key, when it has been started again', async () => {
    const killed = new Program('main.js', [], settings);
    await killed.says(/^listening on /m);
    const inProgress = () => countOf(replica, IdempotencyKeyEntity, { sealedAnswer: IsNull() });
    const requests: ReturnType<typeof creation>[] = [];
    const sent: Promise<unknown>[] = [];
    // On a machine that stands still for a moment, all may be answered before one is seen in progress: then more are sent.
    let seen = false;
    while (!seen) {
      let answered = 0;
      const more = Array.from({ length: REQUESTS }, (_, index) => creation(requests.length + index));
      requests.push(...more);
      for (const { body, key } of more)
        sent.push(
          api('POST', '/users', body, key)
            .catch(() => undefined)
            .finally(() => answered++),
        );
      do {
        await pause(1);
        seen = (await inProgress()) >= REQUESTS / 4;
      } while (!seen && answered < REQUESTS);
    }
    killed.signal('SIGKILL');
    await killed.ended;
    await Promise.all(sent);
    expect(await inProgress()).toBeGreaterThan(0);

    const again = new Program('main.js', [], settings);
    await again.says(/^listening on /m);
    for (const { body, key } of requests) {
      let answer = await api('POST', '/users', body, key);
      while (answer.status === 409 && answer.headers.has('retry-after')) {
        await pause(500);
        answer = await api('POST', '/users', body, key);
      }
      // What was created in the instant before the end may be there without its answer.
      expect([201, 409]).toContain(answer.status);
      expect((await api('GET', `/users?username=${body.username}`)).body.items).toHaveLength(1);
    }
    expect(await inProgress()).toBe(0);
    again.signal('SIGTERM');
    await again.ended;
  }, 120_000);
});

/** A user that one request creates, and the key of that request. */
function creation(index: number) {
  return {
    body: { username: `person-${index}`, password: 'correct horse battery staple' },
    key: { 'idempotency-key': randomUUID() },
  };
}
