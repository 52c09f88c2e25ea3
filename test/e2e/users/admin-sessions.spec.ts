import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import {
  createWorld,
  freshCode,
  freshTokens,
  introspect,
  REDIRECT_URI,
  redeem,
  refresh,
  registerClient,
  signedInBrowser,
  type World,
} from '../../support/world.js';

const OFFLINE = 'openid offline_access api:read';

describe.each(['sqlite', 'postgres'] as const)('the admin API on %s', (dialect) => {
  let world: World;
  let api: AdminApi;
  let alice: string;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    const scopes = ['sessions', 'consents', 'grants'].map((part) => `${part}:read ${part}:write`).join(' ');
    // alice is an administrator.
    api = await adminApi(world, `${scopes} roles:write`);
    alice = (await world.app.get(UsersService).findByUsername('alice'))?.id as string;
  });
  afterAll(() => world.close());
  afterEach(async () => {
    await api('DELETE', `/users/${alice}/sessions`);
    for (const { id } of (await api('GET', `/grants?user_id=${alice}`)).body.items)
      await api('DELETE', `/grants/${id}`);
  });

  it('lists the sessions of a user page by page, and ends one of them with what came from it', async () => {
    const browsers = [];
    for (let index = 0; index < 3; index++) browsers.push(await signedInBrowser(world));
    const tokens = await freshTokens(world, { scope: 'openid' }, browsers[0]);
    const first = await api('GET', `/users/${alice}/sessions?limit=2`);
    const second = await api('GET', `/users/${alice}/sessions?limit=2&cursor=${first.body.next_cursor}`);
    const sessions = [...first.body.items, ...second.body.items];
    expect([first.status, sessions.length, second.body.next_cursor]).toEqual([200, 3, undefined]);
    expect(sessions[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      amr: ['pwd'],
      acr: '1',
      client_ids: [],
      authenticated_at: expect.stringMatching(/Z$/),
      last_seen_at: expect.any(String),
      expires_at: expect.any(String),
    });
    expect((await api('DELETE', `/users/${alice}/sessions/${sessions[0].id}`)).status).toBe(204);
    expect((await introspect(world, tokens.access_token)).active).toBe(false);
    const pages = [];
    for (const browser of browsers) {
      await browser.get('/account');
      pages.push(browser.page.url.replace(world.issuer, ''));
    }
    expect(pages).toEqual(['/login', '/account', '/account']);
    expect((await api('DELETE', `/users/${alice}/sessions/${sessions[0].id}`)).status).toBe(404);
  });

  it('ends every session of a user', async () => {
    const browsers = [await signedInBrowser(world), await signedInBrowser(world)];
    const offline = await freshTokens(world, { scope: OFFLINE }, browsers[0]);
    expect((await api('DELETE', `/users/${alice}/sessions`)).status).toBe(204);
    expect((await api('GET', `/users/${alice}/sessions`)).body.items).toEqual([]);
    expect((await refresh(world, offline.refresh_token)).status).toBe(200);
  });

  it('lists the consents of a user and withdraws one with every token', async () => {
    const tokens = await freshTokens(world, { scope: OFFLINE });
    const { body } = await api('GET', `/users/${alice}/consents`);
    expect(body.items).toEqual([
      { client_id: 'app1', scope: expect.stringContaining('api:read'), granted_at: expect.stringMatching(/Z$/) },
    ]);
    expect((await api('DELETE', `/users/${alice}/consents/app1`)).status).toBe(204);
    expect((await refresh(world, tokens.refresh_token)).status).toBe(400);
    expect((await api('DELETE', `/users/${alice}/consents/app1`)).status).toBe(404);
  });

  it('ends nothing if it answers that there is no consent to withdraw', async () => {
    const own = { client_id: 'own', redirect_uris: [REDIRECT_URI], scope: OFFLINE, first_party: true };
    const client = await registerClient(world, { ...own, grant_types: ['authorization_code', 'refresh_token'] });
    const code = await freshCode(world, { client_id: 'own', scope: OFFLINE });
    const { body } = await redeem(world, code, {}, client);
    expect((await api('DELETE', `/users/${alice}/consents/own`)).status).toBe(404);
    expect((await refresh(world, body.refresh_token, {}, client)).status).toBe(200);
  });

  it('lists what clients hold, by user and by client, page by page, and revokes it', async () => {
    const bob = (await world.app.get(UsersService).findByUsername('bob'))?.id as string;
    const held = [];
    for (let index = 0; index < 3; index++) held.push(await freshTokens(world, { scope: OFFLINE }));
    await freshTokens(world, { scope: 'openid' }, undefined, 'bob');
    const list = async (query: string) => {
      const ids: string[] = [];
      let cursor = '';
      do {
        const { body } = await api('GET', `/grants?limit=2&${query}${cursor}`);
        ids.push(...body.items.map((grant: { id: string }) => grant.id));
        cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : '';
      } while (cursor !== '');
      return ids;
    };
    const ofAlice = await list(`user_id=${alice}`);
    expect([ofAlice.length, (await list(`user_id=${bob}`)).length, (await list('client_id=app1')).length]).toEqual([
      3, 1, 4,
    ]);
    expect([await list('client_id=other'), (await list('')).length]).toEqual([[], 4]);
    const [grant] = (await api('GET', `/grants?user_id=${alice}`)).body.items;
    expect(grant).toEqual({
      id: ofAlice[0],
      user_id: alice,
      client_id: 'app1',
      scope: OFFLINE,
      resources: [],
      session_id: expect.any(String),
      has_refresh_token: true,
      authenticated_at: expect.any(String),
      issued_at: expect.stringMatching(/Z$/),
      expires_at: expect.any(String),
      idle_expires_at: expect.any(String),
    });
    expect((await api('DELETE', `/grants/${grant.id}`)).status).toBe(204);
    const answers = await Promise.all(held.map(({ refresh_token }) => refresh(world, refresh_token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 400]);
    expect((await api('DELETE', `/grants/${grant.id}`)).status).toBe(404);
    expect(await list(`user_id=${alice}`)).toEqual(ofAlice.slice(1));
  });

  it('revokes a grant once, however many try at once', async () => {
    await freshTokens(world, { scope: OFFLINE });
    const [{ id }] = (await api('GET', `/grants?user_id=${alice}`)).body.items;
    const answers = await Promise.all(Array.from({ length: 50 }, () => api('DELETE', `/grants/${id}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array(49).fill(404)]);
  });

  it('does not know what is not there', async () => {
    const nobody = '00000000-0000-0000-0000-000000000000';
    for (const [method, path] of [
      ['GET', `/users/${nobody}/sessions`],
      ['DELETE', `/users/${nobody}/sessions`],
      ['GET', '/users/%00/sessions'],
      ['DELETE', `/users/${alice}/sessions/%00`],
      ['GET', `/users/${nobody}/consents`],
      ['GET', '/users/%00/consents'],
      ['DELETE', `/users/${alice}/consents/%00`],
      ['DELETE', `/users/%00/consents/app1`],
      ['DELETE', '/grants/%00'],
      ['DELETE', '/grants/Zk3f0m9YQ1S8p4bq7T2vXw'],
    ] as const)
      expect([method, path, (await api(method, path)).status]).toEqual([method, path, 404]);
    for (const query of ['user_id=%00', 'client_id=%00', 'cursor=x', 'limit=0'])
      expect([query, (await api('GET', `/grants?${query}`)).status]).toEqual([query, 400]);
  });

  it('has scopes of its own for each part', async () => {
    for (const [part, path, write] of [
      ['sessions', `/users/${alice}/sessions`, ''],
      ['consents', `/users/${alice}/consents`, '/app1'],
      ['grants', '/grants', '/Zk3f0m9YQ1S8p4bq7T2vXw'],
    ]) {
      const reader = await adminApi(world, `${part}:read`);
      const others = await adminApi(world, 'users:read users:write roles:write');
      expect([part, (await reader('GET', path as string)).status]).toEqual([part, 200]);
      const refused = await reader('DELETE', `${path}${write}`);
      expect([part, refused.status, refused.headers.get('www-authenticate')]).toEqual([
        part,
        403,
        expect.stringContaining(`scope="${part}:write"`),
      ]);
      expect([part, (await others('GET', path as string)).status]).toEqual([part, 403]);
    }
  });
});
