import { SignOuts } from '../../src/authentication/sign-out/sign-outs.service.js';
import type { AuthorizationCode } from '../../src/authorizations/authorization-codes.js';
import { AuthorizationsService } from '../../src/authorizations/authorizations.service.js';
import { ConsentService } from '../../src/consent/consent.service.js';
import { ConsentsRepository } from '../../src/consent/consents.repository.js';
import { Database, statement, type Transaction } from '../../src/platform/database/database.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { DIALECTS } from '../support/test-database.js';

const EVENTS = statement('test-events', 'SELECT type FROM audit_events WHERE actor = $1 ORDER BY at, type');
const CLIENT = statement(
  'test-client',
  "INSERT INTO clients (client_id, client_name, metadata, created_at, updated_at, version) VALUES ($1, $1, '{}', 0, 0, 1)",
);
const REMOVE_CLIENT = statement('test-remove-client', 'DELETE FROM clients WHERE client_id = $1');
const SHORT_LIVED = statement(
  'test-short-lived',
  "SELECT COUNT(*) AS count FROM consents WHERE client_id LIKE 'short-lived-%'",
);
const SESSION = statement(
  'test-session',
  `INSERT INTO sessions (digest, sid, user_id, amr, acr, authenticated_at, last_seen_at, expires_at)
   VALUES ($1, $1, $1, 'pwd', '1', 1, 1, ${Number.MAX_SAFE_INTEGER}) ON CONFLICT DO NOTHING`,
);
const FAMILIES = statement('test-families', 'SELECT revoked_at FROM families WHERE user_id = $1 AND client_id = $2');

describe.each(DIALECTS)('consents on %s', (dialect) => {
  let server: TestApp;
  let consents: ConsentService;

  beforeAll(async () => {
    server = await createTestApp({ dialect });
    consents = server.app.get(ConsentService);
    for (const id of ['c1', 'c2']) await server.app.get(Database).execute(CLIENT, [id]);
  });
  afterAll(() => server.close());

  const granted = async (userId: string, clientId: string) => (await consents.find(userId, clientId))?.scope ?? [];
  const events = async (userId: string) =>
    (await server.app.get(Database).query<{ type: string }>(EVENTS, [userId])).map(({ type }) => type);

  it('are empty at first, and add up', async () => {
    await expect(granted('u1', 'c1')).resolves.toEqual([]);
    await consents.allow('u1', 'c1', ['openid', 'a']);
    await consents.allow('u1', 'c1', ['a', 'b']);
    await expect(granted('u1', 'c1')).resolves.toEqual(['openid', 'a', 'b']);
    await expect(granted('u1', 'c2')).resolves.toEqual([]);
    await expect(granted('u2', 'c1')).resolves.toEqual([]);
  });

  it('lose nothing of what many tabs allow at once', async () => {
    const scopes = Array.from({ length: 50 }, (_, each) => `scope-${each}`);
    await Promise.all(scopes.map((scope) => consents.allow('u3', 'c1', [scope])));
    expect((await granted('u3', 'c1')).toSorted()).toEqual(scopes.toSorted());
  });

  it('are neither stored nor recorded if the client is gone', async () => {
    await consents.allow('u0', 'no-such-client', ['openid']);
    expect([await granted('u0', 'no-such-client'), await events('u4')]).toEqual([[], []]);
  });

  it('go with a client that is removed at the same time, and no one sees an error', async () => {
    const database = server.app.get(Database);
    for (let round = 0; round < 20; round++) {
      const client = `short-lived-${round}`;
      await database.execute(CLIENT, [client]);
      const people = Array.from({ length: 10 }, (_, each) => `${client}-${each}`);
      const remove = () => database.transaction((transaction) => transaction.execute(REMOVE_CLIENT, [client]));
      const stored = people.map((person) => consents.allow(person, client, ['openid']));
      await Promise.all([...stored.slice(0, 5), remove(), ...stored.slice(5)]);
    }
    const rows = await database.query<{ count: number | string }>(SHORT_LIVED);
    expect(Number(rows[0]?.count)).toBe(0);
  });

  const authorizations = () => server.app.get(AuthorizationsService);
  /** A code for what the user has allowed so far. */
  const authorize = async (userId: string, clientId: string) => {
    const consent = await consents.find(userId, clientId);
    const code = authorizations().authorize({
      clientId,
      userId,
      sid: userId,
      scope: ['openid'],
      resources: [],
      askedClaims: null,
      authenticatedAt: 1,
      acr: '1',
      amr: ['pwd'],
      consentedAt: consent?.grantedAt ?? null,
      nonce: undefined,
      redirectUri: undefined,
      codeChallenge: undefined,
    });
    return authorizations().readCode(code) as AuthorizationCode;
  };
  const revokedAt = (userId: string) => server.app.get(Database).query(FAMILIES, [userId, 'c1']);

  it('are withdrawn together with every token, and that is noted once', async () => {
    await consents.allow('u4', 'c1', ['openid']);
    await server.app.get(Database).execute(SESSION, ['u4']);
    await authorizations().redeem(await authorize('u4', 'c1'), 600, true);
    await Promise.all([consents.withdraw('u4', 'c1'), consents.withdraw('u4', 'c1')]);
    await expect(granted('u4', 'c1')).resolves.toEqual([]);
    await expect(revokedAt('u4')).resolves.toEqual([{ revoked_at: expect.any(Number) }]);
    await expect(events('u4')).resolves.toEqual(['consent.allowed', 'consent.withdrawn']);
  });

  it('that are withdrawn take their codes with them, even if they are given again', async () => {
    await consents.allow('u7', 'c1', ['openid']);
    await server.app.get(Database).execute(SESSION, ['u7']);
    const code = await authorize('u7', 'c1');
    await consents.withdraw('u7', 'c1');
    await expect(authorizations().redeem(code, 600, true)).rejects.toThrow('withdrawn');
    await consents.allow('u7', 'c1', ['openid']);
    await expect(authorizations().redeem(code, 600, true)).rejects.toThrow('withdrawn');
    await expect(authorizations().redeem(await authorize('u7', 'c1'), 600, true)).resolves.toBeDefined();
  });

  it.each([
    [
      'its consent is withdrawn',
      async (transaction: Transaction) => {
        await server.app.get(ConsentsRepository).remove('u8', 'c1', transaction);
        await authorizations().revokeFor('u8', 'c1', transaction);
      },
    ],
    ['its session ends', (transaction: Transaction) => server.app.get(SignOuts).endAllOf('u8', transaction)],
  ])('%s: a code that is redeemed meanwhile waits, and starts nothing', async (_, end) => {
    await consents.allow('u8', 'c1', ['openid']);
    await server.app.get(Database).execute(SESSION, ['u8']);
    const code = await authorize('u8', 'c1');
    let redemption: Promise<unknown> = Promise.resolve();
    await server.app.get(Database).transaction(async (transaction) => {
      await end(transaction);
      redemption = authorizations().redeem(code, 600, true);
      // Enough for a redemption that does not wait.
      await Promise.race([redemption, new Promise((done) => setTimeout(done, 300))]);
    });
    await expect(redemption).rejects.toThrow('withdrawn');
    expect(await revokedAt('u8')).toEqual([]);
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
    await expect(granted('u9', 'c2')).resolves.toEqual([]);
  });
});
