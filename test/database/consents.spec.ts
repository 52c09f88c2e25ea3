import { ConsentService } from '../../src/consent/consent.service.js';
import { FamiliesService } from '../../src/families/families.service.js';
import { Database, statement } from '../../src/platform/database/database.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { DIALECTS } from '../support/test-database.js';

const EVENTS = statement('test-events', 'SELECT type FROM audit_events WHERE actor = $1 ORDER BY at, type');
const CLIENT = statement(
  'test-client',
  "INSERT INTO clients (client_id, client_name, metadata, created_at, updated_at, version) VALUES ($1, $1, '{}', 0, 0, 1)",
);
const SESSION = statement(
  'test-session',
  `INSERT INTO sessions (digest, sid, user_id, amr, acr, authenticated_at, last_seen_at, expires_at)
   VALUES ('d1', 's1', 'u4', 'pwd', '1', 1, 1, ${Number.MAX_SAFE_INTEGER})`,
);
const FAMILY = statement('test-family', 'SELECT revoked_at FROM families WHERE user_id = $1 AND client_id = $2');

describe.each(DIALECTS)('consents on %s', (dialect) => {
  let server: TestApp;
  let consents: ConsentService;

  beforeAll(async () => {
    server = await createTestApp({ dialect });
    consents = server.app.get(ConsentService);
    for (const id of ['c1', 'c2']) await server.app.get(Database).execute(CLIENT, [id]);
  });
  afterAll(() => server.close());

  const events = async (userId: string) =>
    (await server.app.get(Database).query<{ type: string }>(EVENTS, [userId])).map(({ type }) => type);

  it('are empty at first, and add up', async () => {
    await expect(consents.granted('u1', 'c1')).resolves.toEqual([]);
    await consents.allow('u1', 'c1', ['openid', 'a']);
    await consents.allow('u1', 'c1', ['a', 'b']);
    await expect(consents.granted('u1', 'c1')).resolves.toEqual(['openid', 'a', 'b']);
    await expect(consents.granted('u1', 'c2')).resolves.toEqual([]);
    await expect(consents.granted('u2', 'c1')).resolves.toEqual([]);
  });

  it('lose nothing of what many tabs allow at once', async () => {
    const scopes = Array.from({ length: 50 }, (_, each) => `scope-${each}`);
    await Promise.all(scopes.map((scope) => consents.allow('u3', 'c1', [scope])));
    expect((await consents.granted('u3', 'c1')).toSorted()).toEqual(scopes.toSorted());
  });

  it('are withdrawn together with every token, and that is noted once', async () => {
    await consents.allow('u4', 'c1', ['openid']);
    await server.app.get(Database).execute(SESSION);
    const authorization = {
      clientId: 'c1',
      userId: 'u4',
      sid: 's1',
      scope: ['openid'],
      resources: [],
      askedClaims: null,
      authenticatedAt: 1,
      acr: '1',
      amr: ['pwd'],
      nonce: undefined,
      redirectUri: undefined,
      codeChallenge: undefined,
    };
    await expect(server.app.get(FamiliesService).authorize(authorization, 'd1')).resolves.toBeDefined();
    await Promise.all([consents.withdraw('u4', 'c1'), consents.withdraw('u4', 'c1')]);
    await expect(consents.granted('u4', 'c1')).resolves.toEqual([]);
    await expect(server.app.get(Database).query(FAMILY, ['u4', 'c1'])).resolves.toEqual([
      { revoked_at: expect.any(Number) },
    ]);
    await expect(events('u4')).resolves.toEqual(['consent.allowed', 'consent.withdrawn']);
  });

  it('are not kept for a client that is not stored', async () => {
    await consents.allow('u6', 'gone', ['openid']);
    await expect(consents.list('u6')).resolves.toEqual([]);
  });

  it('are listed per user', async () => {
    await consents.allow('u5', 'c1', ['a']);
    await consents.allow('u5', 'c2', ['b']);
    const listed = await consents.list('u5');
    expect(listed.map(({ clientId, scope }) => [clientId, scope]).toSorted()).toEqual([
      ['c1', ['a']],
      ['c2', ['b']],
    ]);
  });

  it('are gone with the client, so that another one of the same name inherits nothing', async () => {
    await consents.allow('u9', 'c2', ['openid']);
    await server.app.get(Database).execute(statement('test-no-client', "DELETE FROM clients WHERE client_id = 'c2'"));
    await expect(consents.granted('u9', 'c2')).resolves.toEqual([]);
  });
});
