import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegistrationApprovalEntity } from '../../../src/account/registration/approvals/registration-approval.entity.js';
import { BootstrapService } from '../../../src/operations/bootstrap/bootstrap.service.js';
import { ConfigurationExport } from '../../../src/operations/import-export/configuration-export.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { linkIn, type MailServer, mailBy, startMailServer } from '../../support/mail-server.js';
import { CAROL, fillIn } from '../../support/registering.js';
import { insertRow } from '../../support/rows.js';
import { DIALECTS } from '../../support/test-database.js';
import { createWorld, PASSWORD, signedInBrowser, type World } from '../../support/world.js';

const SCOPES = 'terms:read terms:write registrations:read registrations:write users:read users:write audit:read';

describe.each(DIALECTS)('terms of use and approval on %s', (dialect) => {
  let mailServer: MailServer;
  let world: World;
  let api: AdminApi;
  let clock: StoppedClock;

  beforeAll(async () => {
    mailServer = await startMailServer();
    const userRegistration = { mode: 'domains', domains: ['example.com'], approval: true, limit: 100 };
    world = await createWorld({ dialect, roomSettings: { userRegistration, ...mailBy(mailServer) } });
    api = await adminApi(world, SCOPES);
    clock = stopClock(world);
  });
  afterAll(async () => {
    await Promise.all([world.close(), mailServer.stop()]);
  });

  const publish = (version: string, contents: object = { text: `Be kind (${version})`, 'text#de': 'Sei nett' }) =>
    api('PUT', '/terms', { version, contents });
  const person = (username: string) => ({ ...CAROL, username, email: `${username}@example.com` });
  const signIn = async (browser: Browser, username: string) => {
    await browser.get('/login?prompt=login');
    return browser.submitFirstForm({ username, password: PASSWORD });
  };
  const register = async (username: string, more: Readonly<Record<string, string>>) => {
    const browser = await fillIn(world, clock, '/register', { ...person(username), ...more });
    if (browser.page.status !== 200) return browser;
    await browser.get(linkIn(await mailServer.mailTo(`${username}@example.com`)).href);
    await browser.submitFirstForm({});
    return browser;
  };

  it('are accepted by everyone who signs in, once for each version, before there is a session', async () => {
    expect((await publish('1')).status).toBe(200);
    const browser = new Browser(world.issuer);
    await signIn(browser, 'alice');
    expect([new URL(browser.page.url).pathname, browser.page.html]).toEqual([
      '/terms/accept',
      expect.stringContaining('Be kind (1)'),
    ]);
    await browser.get('/account');
    expect(new URL(browser.page.url).pathname).toBe('/login');
    await signIn(browser, 'alice');
    await browser.submitFirstForm({ version: '0' });
    expect(browser.page.status).toBe(403);
    await browser.submitFirstForm({});
    expect(browser.page.url).toBe(`${world.issuer}/account`);
    expect(new URL((await signedInBrowser(world)).page.url).pathname).not.toBe('/terms/accept');
    // A correction of the same version asks no one again; another version does, also to switch to the account.
    await publish('1', { text: 'Be kind, please' });
    await signIn(browser, 'alice');
    expect(browser.page.url).toBe(`${world.issuer}/account`);
    await publish('2');
    const german = new Browser(world.issuer, { 'accept-language': 'de' });
    expect((await signIn(german, 'alice')).html).toContain('Sei nett');
    const { id = '' } = (await world.app.get(UsersService).findByUsername('alice')) ?? {};
    const { body } = await api('GET', `/users/${id}/export`);
    expect(body.terms).toEqual([{ version: '1', accepted_at: expect.any(String) }]);
    const { items } = (await api('GET', '/audit-events?limit=50')).body;
    const types = items.map(({ type }: { type: string }) => type);
    expect(types).toEqual(expect.arrayContaining(['terms.published', 'login.terms_required', 'terms.accepted']));
  });

  it('are accepted with the registration, and an administrator lets the person in, who is told by mail', async () => {
    await publish('3');
    const browser = await register('dora', { terms: '' });
    expect([browser.page.status, browser.page.html]).toEqual([400, expect.stringContaining('id="terms-problem"')]);
    const waiting = await register('carol', { terms: '3' });
    expect(waiting.page.html).toContain('has to be approved');
    expect((await signIn(waiting, 'carol')).status).toBe(401);
    const { items } = (await api('GET', '/registrations')).body;
    expect(items).toEqual([expect.objectContaining({ username: 'carol', email_verified: true })]);
    const [{ id }] = items;
    expect((await api('POST', `/registrations/${id}/approve`)).status).toBe(204);
    expect((await api('POST', `/registrations/${id}/approve`)).status).toBe(404);
    expect((await api('GET', '/registrations')).body.items).toEqual([]);
    await mailServer.mailTo('carol@example.com', ({ subject }) => subject?.includes('approved') === true);
    await signIn(waiting, 'carol');
    expect(waiting.page.url).toBe(`${world.issuer}/account`);
  });

  it('ends the account of who is not approved, and only of who waits', async () => {
    await publish('3');
    await register('emil', { terms: '3' });
    const [{ id }] = (await api('GET', '/registrations')).body.items;
    expect((await api('POST', `/registrations/${id}/refuse`)).status).toBe(204);
    expect(await world.app.get(UsersService).findByUsername('emil')).toBeUndefined();
    await mailServer.mailTo('emil@example.com', ({ subject }) => subject?.includes('not approved') === true);
    const bob = await world.app.get(UsersService).findByUsername('bob');
    expect((await api('POST', `/registrations/${bob?.id}/refuse`)).status).toBe(404);
  });

  it('lists who waits, however many do not wait any more', async () => {
    await publish('3');
    for (let each = 0; each < 200; each++)
      await insertRow(world, RegistrationApprovalEntity, { userId: `enabled-${each}`, requestedAt: each });
    await register('greta', { terms: '3' });
    const { items } = (await api('GET', '/registrations')).body;
    expect(items.map(({ username }: { username: string }) => username)).toEqual(['greta']);
    await api('POST', `/registrations/${items[0].id}/refuse`);
  });

  it('has no say over who was enabled in another way, and disabled for another reason later', async () => {
    await publish('3');
    await register('hanna', { terms: '3' });
    const [{ id }] = (await api('GET', '/registrations')).body.items;
    expect((await api('POST', `/users/${id}/enable`)).status).toBe(200);
    clock.pass(1);
    expect((await api('POST', `/users/${id}/disable`)).status).toBe(200);
    expect((await api('GET', '/registrations')).body.items).toEqual([]);
    for (const decision of ['approve', 'refuse'])
      expect((await api('POST', `/registrations/${id}/${decision}`)).status).toBe(404);
    expect((await api('GET', `/users/${id}`)).body).toMatchObject({ username: 'hanna', disabled: true });
  });

  it('lets register with addresses of the domains only, or with an invitation', async () => {
    const foreign = { email: 'fritz@elsewhere.example', terms: '3' };
    const refused = await fillIn(world, clock, '/register', { ...person('fritz'), ...foreign });
    expect([refused.page.status, refused.page.html]).toEqual([400, expect.stringContaining('id="email-problem"')]);
    const { code } = (await api('POST', '/registration-invitations')).body;
    const invited = await fillIn(world, clock, `/register?invitation=${code}`, { ...person('fritz'), ...foreign });
    expect(invited.page.status).toBe(200);
    await mailServer.mailTo('fritz@elsewhere.example');
  });

  it('stay what people accepted: an older version comes into force again with its own contents only', async () => {
    await publish('7');
    await publish('8');
    const refused = await publish('7', { text: 'Pay more' });
    expect([refused.status, refused.body.errors?.[0].pointer]).toEqual([409, '/version']);
    expect((await api('GET', '/terms')).body).toMatchObject({ version: '8' });
    expect((await publish('7')).body).toMatchObject({ version: '7', contents: { text: 'Be kind (7)' } });
    expect((await publish('7', { text: 'Be kind, please' })).status).toBe(200);
  });

  it('are withdrawn, and then asked of no one', async () => {
    expect((await api('DELETE', '/terms')).status).toBe(204);
    expect((await api('GET', '/terms')).status).toBe(404);
    const browser = new Browser(world.issuer);
    await signIn(browser, 'bob');
    expect(browser.page.url).toBe(`${world.issuer}/account`);
    expect((await publish('4', { url: 'http://example.com' })).body.errors[0].pointer).toBe('/contents/url');
  });

  it('are declared by a bootstrap file, which puts no older version in force again, and exported as one', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'gatehouse-test-')), 'bootstrap.json');
    const declare = async (version: string, text: string) => {
      await writeFile(file, JSON.stringify({ terms: { version, contents: { text } } }));
      await world.app.get(BootstrapService).apply(file);
      return (await world.app.get(ConfigurationExport).document(false)).terms;
    };
    const first = { version: 'a', contents: { text: 'First' } };
    expect(await declare('a', 'First')).toEqual(first);
    expect(await declare('a', 'Corrected')).toEqual({ ...first, contents: { text: 'Corrected' } });
    clock.pass(1);
    await publish('b', { text: 'By an administrator' });
    expect(await declare('a', 'First')).toEqual({ version: 'b', contents: { text: 'By an administrator' } });
    await expect(declare('not a version', 'x')).rejects.toThrow('/terms/version');
    expect((await api('DELETE', '/terms')).status).toBe(204);
  });
});
