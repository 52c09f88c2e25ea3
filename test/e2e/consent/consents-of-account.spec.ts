import { AuthorizationEntity } from '../../../src/authorizations/authorization.entity.js';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { ConsentService } from '../../../src/consent/consent.service.js';
import { Interaction } from '../../support/interaction.js';
import { insertRow } from '../../support/rows.js';

describe('the account page', () => {
  let world: Interaction;

  beforeAll(async () => {
    world = await Interaction.start();
  });
  afterAll(() => world.close());

  it('lists which clients have access to what, and withdraws it', async () => {
    const consents = world.server.app.get(ConsentService);
    await consents.allow(world.alice.id, 'web-app', ['openid', 'api:read', 'offline_access']);
    const browser = await world.signedIn();
    const page = await browser.get('/account');
    expect(page.html).toContain('<h3><bdi>Example web app</bdi></h3>');
    expect(page.html).toContain('Read your data');

    const asked = await browser.get('/account/withdraw?client_id=web-app');
    expect(asked.html).toContain('<bdi>Example web app</bdi></strong> can then do none of this');
    await expect(consents.find(world.alice.id, 'web-app')).resolves.toBeDefined();
    await browser.submitFirstForm();
    expect(browser.trail).toEqual([
      '/account/consents/withdraw',
      expect.stringMatching(/^\/account\?withdrawn=web-app&proof=/),
    ]);
    expect(browser.page.html).toContain('<bdi>Example web app</bdi></strong> has no access any more.');
    expect(browser.page.html).not.toContain('<h3>');
    await browser.get('/account/withdraw?client_id=web-app');
    expect(browser.trail).toEqual(['/account/withdraw?client_id=web-app', '/account']);
    await expect(consents.find(world.alice.id, 'web-app')).resolves.toBeUndefined();
    expect(await world.auditEvents()).toContainEqual(
      expect.objectContaining({ type: 'consent.withdrawn', client_id: 'web-app' }),
    );
  });

  it('folds the apps, each with its last use, the one used last first', async () => {
    const { alice, server } = world;
    await server.app.get(ConsentService).allow(alice.id, 'web-app', ['openid']);
    await world.register({ client_id: 'newer', client_name: 'Newer app' });
    await server.app.get(ConsentService).allow(alice.id, 'newer', ['openid']);
    const browser = await world.signedIn();
    const apps = async () =>
      [
        ...(await browser.get('/account')).html.matchAll(
          /<details class="client"><summary>.*?<bdi>(.*?)<.*?<small>(.*?)<\/small>/g,
        ),
      ].map(([, name, use]) => [name, use?.replaceAll(/<[^>]+>/g, '')]);
    expect(new Set((await apps()).map(([, use]) => use))).toEqual(new Set(['Not used lately']));
    const lastUse = Date.UTC(2099, 10, 28);
    await insertRow(server, AuthorizationEntity, {
      id: 'f',
      clientId: 'web-app',
      userId: alice.id,
      sid: 's',
      scope: '',
      resources: [],
      authenticatedAt: 1,
      acr: '',
      amr: '',
      issuedAt: Date.UTC(2099, 0, 1),
      rotations: JSON.stringify([[0, 0, 1, lastUse]]),
      expiresAt: Date.UTC(2100, 5, 1),
      purgeAt: Date.UTC(2100, 5, 1),
    });
    expect(await apps()).toEqual([
      ['Example web app', 'Last used 28 November 2099'],
      ['Newer app', 'Not used lately'],
    ]);
  });

  it('claims no withdrawal because a link says so', async () => {
    const browser = await world.signedIn();
    for (const link of ['?withdrawn=newer&proof=made-up', '?withdrawn=newer', '?changed=made-up'])
      expect((await browser.get(`/account${link}`)).html).not.toContain('role="status"');
  });

  it('keeps nothing of a client that is gone, which then hears nothing either', async () => {
    await world.register({ client_id: 'short-lived', client_name: 'Short-lived' });
    const browser = await world.signedIn();
    await browser.get(`/consent?request=${await world.park({ client_id: 'short-lived' })}`);
    const fields = browser.page.form?.fields ?? {};
    await world.server.app.get(ClientsService).delete('short-lived');
    await browser.post('/consent', { ...fields, decision: 'allow' });
    expect([browser.page.status, browser.location]).toEqual([400, undefined]);
    await world.server.app.get(ConsentService).allow(world.alice.id, 'short-lived', ['openid']);
    expect((await browser.get('/account')).html).not.toContain('hort-lived');
  });

  it('lets even a client be allowed that is built in and not stored', async () => {
    const { issuer } = world.server;
    const redirectUri = `${issuer}/docs/oauth2-redirect.html`;
    const browser = await world.signedIn();
    const request = { client_id: 'gatehouse-docs', redirect_uri: redirectUri, scope: 'openid', prompt: 'consent' };
    await browser.get(`/consent?request=${await world.park(request)}`);
    await browser.submitFirstForm({}, 'allow');
    expect(browser.page.url).toMatch(new RegExp(`^${redirectUri}\\?(.+&)?code=`));
  });

  it('is for who is signed in only', async () => {
    const browser = world.newBrowser();
    await browser.get('/account');
    expect(browser.trail).toEqual(['/account', '/login']);
  });
});
