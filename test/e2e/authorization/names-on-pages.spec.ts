import { adminApi } from '../../support/admin.js';
import { visit } from '../../support/authorization.js';
import { register, registrationWorld, WEB_APP } from '../../support/registration.js';
import { authorizeUrl, REDIRECT_URI, signedInBrowser, type World } from '../../support/world.js';

/** Right-to-left override, zero-width space, byte order mark, invisible tag. */
const INVISIBLE = ['\u202eppa', 'My\u200bBank', '\ufeffBank', 'Bank\u{e0041}'];

describe('names that others gave', () => {
  let world: World;
  beforeAll(async () => {
    world = await registrationWorld({ access: 'open', limit: 1000 });
  });
  afterAll(() => world.close());

  it.each(INVISIBLE)('are refused of a stranger\u2019s app if they have invisible characters: %j', async (name) => {
    for (const metadata of [{ client_name: name }, { 'client_name#de': name }, { contacts: [name] }]) {
      const { status, body } = await register(world, { ...WEB_APP, ...metadata });
      expect([status, body.error]).toEqual([400, 'invalid_client_metadata']);
      expect(body.error_description).toContain('invisible character');
    }
  });

  it.each(INVISIBLE)('are refused of administrators too: %j', async (name) => {
    const call = await adminApi(world, 'clients:write resources:write roles:write users:write');
    const refused = [
      await call('POST', '/clients', { client_name: name, redirect_uris: [REDIRECT_URI] }),
      await call('POST', '/resources', { identifier: 'https://x.example', name, scopes: {} }),
      await call('POST', '/roles', { name: 'helper', description: name, scopes: [] }),
      await call('POST', '/users', { username: name }),
      await call('POST', '/users', { username: 'somebody', name }),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 400));
  });

  it('stand alone in each sentence, and the login page says that no one has checked a stranger\u2019s app', async () => {
    const { body } = await register(world, { ...WEB_APP, client_name: 'تطبيق' });
    const url = authorizeUrl(world, { client_id: body.client_id, scope: 'openid' });
    const { location } = await visit(world, url);
    const login = await visit(world, location?.pathname + (location?.search ?? ''));
    expect(login.html).toContain('to continue to <strong><bdi>تطبيق</bdi></strong>');
    expect(login.html).toContain('id="login-unknown"');
    const browser = await signedInBrowser(world);
    const consent = await browser.get(url);
    expect(consent.html).toContain('<bdi>تطبيق</bdi> wants access to your account');
    expect(consent.html).toContain('id="consent-unknown"');
  });

  it('mark no app that an administrator registered', async () => {
    const { location } = await visit(world, authorizeUrl(world));
    expect((await visit(world, location?.pathname + (location?.search ?? ''))).html).not.toContain('login-unknown');
  });
});
