import { jest } from '@jest/globals';
import { AuditChain } from '../../../src/audit/audit-chain.service.js';
import { after, Clock, DAY } from '../../../src/platform/clock.js';
import { Database } from '../../../src/platform/database/database.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { createUser, USER_SCOPES, userId } from '../../support/admin-users.js';
import { Browser } from '../../support/browser.js';
import { stopClock } from '../../support/clock.js';
import { createWorld, signedInBrowser, type World } from '../../support/world.js';

describe.each(['sqlite', 'postgres'] as const)('the list of users on %s', (dialect) => {
  let world: World;
  let api: AdminApi;

  beforeAll(async () => {
    world = await createWorld({ dialect, audit: { retention: 1, tokens: false } });
    api = await adminApi(world, USER_SCOPES);
  });
  afterAll(() => world.close());

  it('lists the users of a group, and those of no other whose name it is a part of', async () => {
    await api('POST', '/users', { username: 'heidi', groups: ['/staff/ops', 'a "quoted" group'] });
    const inGroup = async (group: string) =>
      (await api('GET', `/users?${new URLSearchParams({ group })}`)).body.items.map(
        ({ username }: { username: string }) => username,
      );
    await expect(inGroup('/staff/ops')).resolves.toEqual(['heidi']);
    await expect(inGroup('a "quoted" group')).resolves.toEqual(['heidi']);
    await expect(inGroup('/staff/op')).resolves.toEqual([]);
    await expect(inGroup('/STAFF/OPS')).resolves.toEqual([]);
  });

  it('lists users page by page in a stable order, whatever is added meanwhile', async () => {
    for (const name of ['p1', 'p2', 'p3', 'p4', 'p5']) await createUser(api, name, { family_name: 'Pager' });
    for (const [sort, expected] of [
      ['username', ['p1', 'p2', 'p3', 'p4', 'p5']],
      ['-username', ['p5', 'p4', 'p3', 'p2', 'p1']],
      ['created_at', ['p1', 'p2', 'p3', 'p4', 'p5']],
      ['-created_at', ['p5', 'p4', 'p3', 'p2', 'p1']],
    ] as const) {
      const names: string[] = [];
      let cursor = '';
      do {
        const { body } = await api('GET', `/users?text=pAg&limit=2&sort=${sort}${cursor}`);
        names.push(...body.items.map((user: { username: string }) => user.username));
        cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : '';
      } while (cursor !== '');
      expect([sort, names]).toEqual([sort, expected]);
    }
  });

  it('finds users by username, email address, role, text and whether they are disabled', async () => {
    const dora = await createUser(api, 'Dora_1', {
      email: 'Dora@Example.com',
      roles: ['a"b%'],
      given_name: 'Theo_dora',
    });
    await createUser(api, 'DoraX1', { roles: ['a"bc'] });
    await api('POST', `/users/${dora.id}/disable`);
    for (const query of [
      'username=dora_1',
      'email=dora%40example.COM',
      'role=a%22b%25',
      'text=ra_1',
      'text=eo_d',
      'disabled=true&text=dora',
    ]) {
      const { body } = await api('GET', `/users?${query}`);
      expect([query, body.items.map((user: { username: string }) => user.username)]).toEqual([query, ['Dora_1']]);
    }
    expect((await api('GET', '/users?text=dora&disabled=false')).body.items).toHaveLength(1);
  });

  it.each([
    'limit=0',
    'limit=101',
    'sort=id',
    'disabled=1',
    'cursor=x',
    'text=',
    'text=%00',
    'name=x',
    'cursor=WyJhIl0',
  ])('does not understand the query %s', async (query) => {
    expect((await api('GET', `/users?${query}`)).status).toBe(400);
  });

  it('says when users last signed in, in one statement for a page, until the audit log has it no more', async () => {
    const clock = stopClock(world);
    for (const username of ['ivan', 'judy', 'kim']) await createUser(api, username, { groups: ['/seen'] });
    const list = async () =>
      (await api('GET', '/users?group=/seen&sort=username')).body.items.map(
        ({ username, last_sign_in_at }: Record<string, string>) => [username, last_sign_in_at],
      );
    await signedInBrowser(world, 'ivan');
    clock.pass(60);
    const at = new Date(world.app.get(Clock).now()).toISOString();
    for (const username of ['ivan', 'judy']) await signedInBrowser(world, username);
    clock.pass(60);
    const failed = new Browser(world.issuer);
    await failed.get('/login');
    await failed.submitFirstForm({ username: 'ivan', password: 'wrong' });
    const query = jest.spyOn(world.app.get(Database), 'query');
    const lastSignIns = [
      ['ivan', at],
      ['judy', at],
      ['kim', null],
    ];
    await expect(list()).resolves.toEqual(lastSignIns);
    expect(query.mock.calls.filter(([{ text }]) => text.includes('audit_events'))).toHaveLength(1);
    query.mockRestore();
    const path = `/users/${await userId(world, 'ivan')}`;
    expect((await api('GET', path)).body.last_sign_in_at).toBe(at);
    expect((await api('GET', `${path}/export`)).body.profile.last_sign_in_at).toBe(at);
    const chain = world.app.get(AuditChain);
    await chain.seal();
    await chain.purge(after(world.app.get(Clock).now(), 2 * DAY), 10_000);
    await expect(list()).resolves.toEqual(lastSignIns.map(([username]) => [username, null]));
    clock.goOn();
  });
});
