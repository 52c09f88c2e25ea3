import { AuditService } from '../../../src/audit/audit.service.js';
import { AuditChain } from '../../../src/audit/audit-chain.service.js';
import { HOUR } from '../../../src/platform/clock.js';
import { type AdminApi, adminApi, adminToken } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { putAhead, stopClock } from '../../support/clock.js';
import { OLD_EVENTS, OldRoom, type SentEvent } from '../../support/old-room.js';
import { DIALECTS } from '../../support/test-database.js';
import {
  authorize,
  createWorld,
  freshCode,
  freshTokens,
  post,
  redeem,
  refresh,
  type World,
} from '../../support/world.js';

describe.each(DIALECTS)('the audit log on %s', (dialect) => {
  let world: World;
  let api: AdminApi;

  beforeAll(async () => {
    world = await createWorld({ dialect }, { rooms: [OldRoom] });
    api = await adminApi(world, 'audit:read');
  });
  afterAll(() => world.close());

  const latest = async (type: string): Promise<SentEvent> =>
    (await api('GET', `/audit-events?type=${type}`)).body.items[0];
  const FACTS = {
    address: expect.stringMatching(/127\.0\.0\.1|::1/),
    user_agent: expect.any(String),
    request_id: expect.any(String),
  };

  async function all(query: string): Promise<SentEvent[]> {
    const events: SentEvent[] = [];
    let cursor = '';
    do {
      const { status, body } = await api('GET', `/audit-events?${query}${cursor}`);
      expect(status).toBe(200);
      events.push(...body.items);
      cursor = body.next_cursor === undefined ? '' : `&cursor=${body.next_cursor}`;
    } while (cursor !== '');
    return events;
  }

  describe('has an event, with who, by which client, from where', () => {
    it('of sign-ins, failed ones, and consent', async () => {
      const browser = new Browser(world.issuer);
      await browser.get('/login');
      await browser.submitFirstForm({ username: 'alice', password: 'wrong' });
      expect(await latest('login.failed')).toMatchObject({ ...FACTS, details: { username: 'alice' } });
      await authorize(world);
      const login = await latest('login.succeeded');
      expect(login).toMatchObject({ ...FACTS, client_id: 'app1', actor: expect.any(String) });
      expect(await latest('consent.allowed')).toMatchObject({ ...FACTS, client_id: 'app1', actor: login.actor });
    });

    it('of a code and of a refresh token used twice', async () => {
      const code = await freshCode(world);
      await redeem(world, code);
      await redeem(world, code);
      expect(await latest('code.replayed')).toMatchObject({ ...FACTS, client_id: 'app1', actor: expect.any(String) });
      const { refresh_token } = await freshTokens(world);
      let current = refresh_token;
      for (let each = 0; each < 2; each++) current = (await refresh(world, current)).body.refresh_token;
      const clock = stopClock(world);
      clock.pass(HOUR);
      expect((await refresh(world, refresh_token)).status).toBe(400);
      clock.goOn();
      expect(await latest('refresh_token.reused')).toMatchObject({ ...FACTS, client_id: 'app1' });
    });

    it('of revocations, once each', async () => {
      const { access_token, refresh_token } = await freshTokens(world);
      for (const token of [access_token, access_token, refresh_token, refresh_token])
        await post(world, '/oauth2/revoke', { token });
      expect(await latest('access_token.revoked')).toMatchObject({ ...FACTS, client_id: 'app1', actor: 'app1' });
      expect(await latest('tokens.revoked')).toMatchObject({ ...FACTS, client_id: 'app1', actor: 'app1' });
      expect(await all('type=access_token.revoked')).toHaveLength(1);
    });

    it('of what administrators change, before and after', async () => {
      const clients = await adminApi(world);
      await clients('PATCH', '/clients/other', { client_name: 'Renamed' });
      expect(await latest('client.updated')).toMatchObject({
        ...FACTS,
        actor: 'an-admin',
        client_id: 'other',
        details: { before: { client_name: 'Another app' }, after: { client_name: 'Renamed' } },
      });
      await clients('POST', '/clients/other/secret', {});
      expect(await latest('client.secret_rotated')).toMatchObject({ ...FACTS, actor: 'an-admin', client_id: 'other' });
      expect((await all('client_id=other&type=client')).map(({ type }) => type)).toEqual([
        'client.secret_rotated',
        'client.updated',
        'client.created',
      ]);
    });

    it('but none of tokens, unless it is asked for', async () => {
      await freshTokens(world);
      expect(await all('type=tokens.issued')).toEqual([]);
    });
  });

  describe('can be searched', () => {
    let begin: number;

    beforeAll(async () => {
      const audit = world.app.get(AuditService);
      begin = Date.UTC(2001, 0, 1);
      const clock = stopClock(world);
      clock.pass((begin - clock.now()) / 1000);
      for (let each = 0; each < 45; each++) {
        // Three events at a time share an instant.
        if (each > 0 && each % 3 === 0) clock.pass(1);
        await audit.record(
          {
            type: each % 2 ? OLD_EVENTS.odd : OLD_EVENTS.even,
            actor: `actor-${each % 3}`,
            details: { each, note: 'Ünique 100%' },
          },
          { address: `192.0.2.${each % 5}`, userAgent: undefined, requestId: `request-${each}` },
        );
      }
      clock.goOn();
    });

    it('page by page, newest first, without loss or repetition', async () => {
      const events = await all('type=old&limit=7');
      expect(new Set(events.map(({ id }) => id)).size).toBe(45);
      const times = events.map(({ at }) => at);
      expect(times).toEqual(times.toSorted().toReversed());
    });

    it.each([
      ['type=old.odd', 22],
      ['type=old.even', 23],
      ['type=ol', 0],
      ['actor=actor-1', 15],
      ['actor=actor-1&type=old.odd', 8],
      ['type=old&address=192.0.2.3', 9],
      ['until=2001-01-01T00:00:02Z', 6],
      ['from=2001-01-01T00:00:01Z&until=2001-01-01T01:00:02%2B01:00', 3],
      ['text=%22EACH%22:44', 1],
      ['text=100%25&type=old', 45],
      ['text=100_', 0],
      ['text=request-4', 6],
      [`text=${encodeURIComponent("'; DROP TABLE audit_events; --")}`, 0],
    ])('by %s', async (query, count) => {
      expect(await all(`${query}&limit=100`)).toHaveLength(count);
    });

    it.each([
      ['limit=0', '/limit'],
      ['limit=101', '/limit'],
      ['cursor=nonsense', '/cursor'],
      ['from=yesterday', '/from'],
      ['until=2001-01-01', '/until'],
      ['from=2001-13-01T00:00:00Z', '/from'],
      ['text=', '/text'],
      ['type=%00', '/type'],
      ['unknown=1', '/unknown'],
      ['actor=a&actor=b', '/actor'],
    ])('but not by %s', async (query, pointer) => {
      const { status, body } = await api('GET', `/audit-events?${query}`);
      expect([status, body.errors[0].pointer]).toEqual([400, pointer]);
    });

    it('and read one by one', async () => {
      const [event] = await all('text=%22each%22:7,');
      const { status, body } = await api('GET', `/audit-events/${event?.id}`);
      expect([status, body]).toEqual([
        200,
        expect.objectContaining({ id: event?.id, details: { each: 7, note: 'Ünique 100%' } }),
      ]);
      expect((await api('GET', '/audit-events/00000000-0000-0000-0000-000000000000')).status).toBe(404);
      expect((await api('GET', '/audit-events/%00')).status).toBe(404);
    });

    it('and exported as NDJSON, oldest first, which leaves an event', async () => {
      // Or that would happen between the two answers that are compared.
      await world.app.get(AuditChain).seal();
      const token = await adminToken(world, 'audit:read');
      const answer = await fetch(`${world.issuer}/admin/v1/audit-events/export?type=old`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
      const lines = (await answer.text())
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as SentEvent);
      expect(lines).toEqual((await all('type=old&limit=100')).toReversed());
      expect(await latest('audit.exported')).toMatchObject({ ...FACTS, actor: 'an-admin', details: { type: 'old' } });
    });

    it('by anyone who has the scope for it, and no one else', async () => {
      const other = await adminApi(world);
      for (const path of ['', '/export', '/00000000-0000-0000-0000-000000000000'])
        expect((await other('GET', `/audit-events${path}`)).status).toBe(403);
    });
  });

  it('exports an event of a replica whose clock was ahead', async () => {
    const putRight = putAhead(world, HOUR);
    await world.app.get(AuditService).record({ type: OLD_EVENTS.news, details: {} });
    putRight();
    const authorization = `Bearer ${await adminToken(world, 'audit:read')}`;
    const exported = `${world.issuer}/admin/v1/audit-events/export?type=${OLD_EVENTS.news.name}`;
    const answer = await fetch(exported, { headers: { authorization } });
    expect((await answer.text()).split('\n').filter(Boolean)).toHaveLength(
      (await all('type=old.news&limit=100')).length,
    );
  });

  it('shows the place of an event once it is sealed', async () => {
    await world.app.get(AuditChain).seal();
    const [event] = await all('type=old&limit=1&text=%22each%22:7,');
    expect(event).toMatchObject({ sequence: expect.any(Number), hash: expect.stringMatching(/^[\w-]{43}$/) });
  });
});

it('AUDIT_TOKENS records what the token endpoint hands out', async () => {
  const world = await createWorld({ audit: { retention: 0, tokens: true } });
  const { refresh_token } = await freshTokens(world);
  await refresh(world, refresh_token);
  await post(world, '/oauth2/token', { grant_type: 'client_credentials', scope: 'api:read' });
  const { body } = await (await adminApi(world, 'audit:read'))('GET', '/audit-events?type=tokens');
  const common = { client_id: 'app1', address: expect.any(String), request_id: expect.any(String) };
  expect(body.items).toEqual([
    expect.objectContaining({ ...common, type: 'tokens.issued', actor: 'app1' }),
    expect.objectContaining({ ...common, type: 'tokens.refreshed', actor: expect.stringMatching(/^[\w-]{36}$/) }),
    expect.objectContaining({
      ...common,
      type: 'tokens.issued',
      details: expect.objectContaining({ family: expect.any(String) }),
    }),
  ]);
  await world.close();
});
