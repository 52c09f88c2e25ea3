import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { codeAt, giveRecoveryCodes } from '../../support/authenticator-app.js';
import { Browser } from '../../support/browser.js';
import { type MailServer, mailBy, startMailServer } from '../../support/mail-server.js';
import { createWorld, PASSWORD, type World } from '../../support/world.js';

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

describe('factors of users in the admin API', () => {
  let mailServer: MailServer;
  let world: World;
  let admin: AdminApi;
  let weak: AdminApi;

  beforeAll(async () => {
    mailServer = await startMailServer();
    world = await createWorld({ roomSettings: mailBy(mailServer) });
    admin = await adminApi(world, 'users:read users:write roles:write audit:read');
    weak = await adminApi(world, 'users:read users:write');
  });
  afterAll(async () => {
    await world.close();
    await mailServer.stop();
  });

  const newUser = (username: string) =>
    world.app.get(UsersService).create({
      username,
      password: PASSWORD,
      email: `${username}@example.net`,
      email_verified: true,
    });
  const signIn = async (username: string) => {
    const browser = new Browser(world.issuer);
    await browser.get('/login');
    await browser.submitFirstForm({ username, password: PASSWORD });
    return browser;
  };

  it('are imported, listed without secrets, and asked for', async () => {
    const { id } = await newUser('ina');
    const made = await admin('POST', `/users/${id}/factors`, { type: 'totp', secret: SECRET, name: 'Phone' });
    expect(made.status).toBe(201);
    const { body } = await admin('GET', `/users/${id}/factors`);
    expect(body.items).toEqual([
      { id: made.body.id, type: 'totp', name: 'Phone', created_at: expect.any(String), last_used_at: null },
    ]);
    expect(JSON.stringify(body)).not.toContain(SECRET);
    const browser = await signIn('ina');
    expect(browser.page.url).toContain('/second-factor/totp');
    await browser.submitFirstForm({ code: codeAt(SECRET, Date.now()) });
    expect(browser.cookie('gatehouse_session')).toBeDefined();
    const wrong = await admin('POST', `/users/${id}/factors`, { type: 'totp', secret: 'short', digits: 7 });
    expect(wrong.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/secret', '/digits']);
    const plain = await admin('POST', `/users/${id}/factors`, {
      type: 'totp',
      secret: SECRET,
      name: null,
      period: null,
    });
    expect(plain.status).toBe(201);
  });

  it('are reset, recorded, and the person is told by mail', async () => {
    const { id } = await newUser('rob');
    await admin('POST', `/users/${id}/factors`, { type: 'totp', secret: SECRET });
    await giveRecoveryCodes(world, 'rob');
    expect((await admin('DELETE', `/users/${id}/factors`)).status).toBe(204);
    expect((await admin('GET', `/users/${id}/factors`)).body.items).toEqual([]);
    const browser = await signIn('rob');
    expect(browser.cookie('gatehouse_session')).toBeDefined();
    const events = await admin('GET', '/audit-events?type=factor.reset');
    expect(events.body.items[0].details).toMatchObject({ user: id, before: { factors: ['totp', 'recovery_codes'] } });
    const mail = await mailServer.mailTo('rob@example.net', ({ subject }) => subject?.includes('reset') ?? false);
    expect(mail.text).toContain('An administrator removed');
  });

  it('are removed one by one; recovery codes go with the last of the others', async () => {
    const { id } = await newUser('sue');
    const { body } = await admin('POST', `/users/${id}/factors`, { type: 'totp', secret: SECRET });
    await giveRecoveryCodes(world, 'sue');
    expect((await admin('DELETE', `/users/${id}/factors/${body.id}`)).status).toBe(204);
    expect((await admin('GET', `/users/${id}/factors`)).body.items).toEqual([]);
    expect((await admin('DELETE', `/users/${id}/factors/${body.id}`)).status).toBe(404);
  });

  it('of an administrator are changed only with the scope roles:write', async () => {
    const alice = await world.app.get(UsersService).findByUsername('alice');
    await world.app.get(UsersService).create({ username: 'root', password: PASSWORD, roles: ['admin'] });
    const root = await world.app.get(UsersService).findByUsername('root');
    for (const user of [alice, root]) {
      const path = `/users/${user?.id}/factors`;
      expect((await weak('POST', path, { type: 'totp', secret: SECRET })).status).toBe(403);
      expect((await weak('DELETE', path)).status).toBe(403);
      expect((await weak('DELETE', `${path}/x`)).status).toBe(403);
      expect((await weak('GET', path)).status).toBe(200);
    }
  });

  it('go with the account', async () => {
    const { id } = await newUser('tom');
    await admin('POST', `/users/${id}/factors`, { type: 'totp', secret: SECRET });
    expect((await admin('DELETE', `/users/${id}`)).status).toBe(204);
    expect((await admin('GET', `/users/${id}/factors`)).status).toBe(404);
  });
});
