import { adminApi } from '../../support/admin.js';
import { createUser, USER_SCOPES } from '../../support/admin-users.js';
import { Browser } from '../../support/browser.js';
import { DIALECTS } from '../../support/test-database.js';
import { createWorld, type World } from '../../support/world.js';

describe.each(DIALECTS)('an invitation on %s', (dialect) => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld({ dialect });
  });
  afterAll(() => world.close());

  it('is void once a role that the user holds gives more, and stays good for who holds another', async () => {
    const api = await adminApi(world, USER_SCOPES);
    const linkFor = async (id: string) => (await api('POST', `/users/${id}/invitation`)).body.url as string;
    const status = async (url: string) => (await new Browser(world.issuer).get(url)).status;
    const { id } = await createUser(api, 'puppet', { roles: ['ops'] });
    const { id: other } = await createUser(api, 'other', { roles: ['Ops', 'ops2'] });
    const [before, ofOther] = [await linkFor(id), await linkFor(other)];
    const role = { name: 'ops', description: 'Operators', scopes: ['users:read'] };
    const { holders_digest } = (await api('POST', '/roles', role)).body;
    const created = await api('POST', '/roles', { ...role, confirm_holders: holders_digest });
    expect([created.status, await status(before), await status(ofOther)]).toEqual([201, 410, 200]);
    const between = await linkFor(id);
    expect((await api('PATCH', '/roles/ops', { description: 'Others', scopes: [] })).status).toBe(200);
    expect(await status(between)).toBe(200);
    await api('PATCH', '/roles/ops', { scopes: ['keys:write'], confirm_holders: holders_digest });
    expect([await status(between), await status(ofOther)]).toEqual([410, 200]);
  });
});
