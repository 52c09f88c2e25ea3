import { ClientsService } from '../../../src/clients/clients.service.js';
import { ConsentService } from '../../../src/consent/consent.service.js';
import { Database, statement } from '../../../src/platform/database/database.js';
import { Interaction } from '../../support/interaction.js';
import { PASSWORD, REDIRECT_URI } from '../../support/world.js';

describe('consent', () => {
  let world: Interaction;

  beforeEach(async () => {
    world = await Interaction.start();
  });
  afterEach(() => world.close());

  const granted = async (clientId = 'web-app') =>
    (await world.server.app.get(ConsentService).find(world.alice.id, clientId))?.scope ?? [];
  const text = (html: string) => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

  it('says who asks, as whom, what exactly, where it leads and how to withdraw', async () => {
    await world.register({
      client_id: 'documented',
      policy_uri: 'https://rp.example/privacy',
      tos_uri: 'https://rp.example/terms',
    });
    const reference = await world.park({
      client_id: 'documented',
      scope: 'openid profile email api:read api:write offline_access',
    });
    const { html } = await (await world.signedIn()).get(`/consent?request=${reference}`);
    const words = text(html);
    expect(words).toContain('Example web app wants access to your account');
    expect(words).toContain('Alice Example alice@example.com');
    expect(words).toContain('Know who you are Your name, picture and email address');
    expect(words).toContain('Read your data Change your data Example API');
    expect(words).toContain('Keep this access when you are away Until you withdraw it');
    expect(words).toContain('You return to rp.example . You can withdraw this at any time in your account');
    expect(html).toContain('href="https://rp.example/privacy"');
    expect(html).toContain('href="https://rp.example/terms"');
  });

  it('shows the client’s logo and links its pages, and lets in pictures of that origin only', async () => {
    await world.register({
      client_id: 'pictured',
      logo_uri: 'https://cdn.rp.example:8443/logo.png?size=3;x',
      client_uri: 'https://rp.example/',
      policy_uri: 'https://rp.example/privacy',
      tos_uri: 'https://rp.example/terms',
    });
    const browser = await world.signedIn();
    const { html, headers } = await browser.get(`/consent?request=${await world.park({ client_id: 'pictured' })}`);
    expect(html).toContain('<img class="logo" src="https://cdn.rp.example:8443/logo.png?size=3;x" alt data-initial="');
    expect(headers.get('content-security-policy')).toContain("img-src 'self' data: https://cdn.rp.example:8443;");
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(text(html)).toContain('See the app’s home page , privacy policy and terms .');
    const other = await browser.get(`/consent?request=${await world.park()}`);
    expect(other.headers.get('content-security-policy')).toContain("img-src 'self' data:;");
  });

  it.each(['http://rp.example/logo.png', 'https://rp.example;script-src/logo.png', "https://a'b/logo.png"])(
    'shows no logo from %s',
    async (logo_uri) => {
      await world.register({ client_id: 'odd', logo_uri });
      const browser = await world.signedIn();
      const { html, headers } = await browser.get(`/consent?request=${await world.park({ client_id: 'odd' })}`);
      expect(html).not.toContain('logo.png');
      expect(headers.get('content-security-policy')).toContain("img-src 'self' data:;");
    },
  );

  it('calls the client as people of their language know it', async () => {
    await world.register({
      client_id: 'localized',
      client_name: 'The shop',
      'client_name#de': 'Der Laden',
      'client_name#fr-CA': 'La boutique',
      policy_uri: 'https://rp.example/privacy',
      'policy_uri#de': 'https://rp.example/datenschutz',
    });
    const seen = async (acceptLanguage: string, ui_locales?: string) => {
      const browser = world.newBrowser({ 'accept-language': acceptLanguage });
      const reference = await world.park({ client_id: 'localized', ...(ui_locales ? { ui_locales } : {}) });
      const login = (await browser.get(`/login?request=${reference}`)).html;
      await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
      const { html } = await browser.get(`/consent?request=${reference}`);
      return [
        /<strong><bdi>([^<]+)/.exec(login)?.[1],
        /<h1>[^/]*<bdi>([^<]+)/.exec(html)?.[1],
        /rp.example.(privacy|daten\w+)/.exec(html)?.[1],
      ];
    };
    expect(await seen('de-CH, en;q=0.5')).toEqual(['Der Laden', 'Der Laden', 'datenschutz']);
    expect(await seen('de', 'fr-CA en')).toEqual(['La boutique', 'La boutique', 'datenschutz']);
    expect(await seen('en')).toEqual(['The shop', 'The shop', 'privacy']);
  });

  it('warns of clients that strangers have registered, and of no others', async () => {
    const warning = 'id="consent-unknown">No one at <bdi>Example Corp</bdi> has checked this app';
    const metadata = { redirect_uris: [REDIRECT_URI], scope: 'openid profile api:read' };
    const clients = world.server.app.get(ClientsService);
    for (const [registeredBy, expected] of [
      ['open', true],
      ['initial-access-token', false],
      ['administrator', false],
    ] as const) {
      await clients.create(
        { ...metadata, client_id: registeredBy },
        {},
        { registeredBy, registrationTokenDigest: null },
      );
      const { html } = await (await world.signedIn()).get(
        `/consent?request=${await world.park({ client_id: registeredBy })}`,
      );
      expect([registeredBy, html.includes(warning)]).toEqual([registeredBy, expected]);
    }
  });

  it('asks for all that the client is registered for where the request names no scope', async () => {
    const reference = await world.park({ scope: '' });
    const { html } = await (await world.signedIn('bob')).get(`/consent?request=${reference}`);
    expect(text(html)).toContain('Read your data Change your data Example API');
  });

  it('leaves out what the user’s roles do not permit', async () => {
    const scope = 'openid api:read api:admin';
    const admin = await (await world.signedIn()).get(`/consent?request=${await world.park({ scope })}`);
    expect(admin.html).toContain('Administer everything');
    const browser = await world.signedIn('bob');
    const page = await browser.get(`/consent?request=${await world.park({ scope })}`);
    expect(page.html).not.toContain('Administer everything');
    await browser.submitFirstForm({}, 'allow');
    const allowed = (await world.auditEvents()).find(({ type }) => type === 'consent.allowed');
    expect(JSON.parse(allowed?.details ?? '')).toMatchObject({ scope: 'openid api:read' });
  });

  it('says what was allowed before', async () => {
    await world.server.app.get(ConsentService).allow(world.alice.id, 'web-app', ['openid', 'api:read']);
    const reference = await world.park({ scope: 'openid api:read api:write' });
    const { html } = await (await world.signedIn()).get(`/consent?request=${reference}`);
    const words = text(html);
    expect(words).toContain('Read your data Example API · already allowed');
    expect(words).toMatch(/Change your data Example API (?!·)/);
  });

  it('allows, and goes on with the request', async () => {
    const browser = await world.signedIn();
    const reference = await world.park();
    await browser.get(`/consent?request=${reference}`);
    await browser.submitFirstForm({}, 'allow');
    expect(browser.trail[1]).toContain(`/oauth2/authorize?client_id=web-app&request_uri=`);
    await expect(granted()).resolves.toEqual(['openid', 'profile', 'api:read']);
    expect(await world.auditEvents()).toContainEqual(
      expect.objectContaining({ type: 'consent.allowed', actor: world.alice.id, client_id: 'web-app' }),
    );
  });

  it('denies, and allows nothing', async () => {
    const browser = await world.signedIn();
    const reference = await world.park();
    await browser.get(`/consent?request=${reference}`);
    await browser.submitFirstForm({}, 'deny');
    expect(browser.trail[1]).toContain('/oauth2/authorize?');
    await expect(granted()).resolves.toEqual([]);
    expect(await world.auditEvents()).toContainEqual(expect.objectContaining({ type: 'consent.denied' }));
  });

  it('takes a double click for one decision', async () => {
    const browser = await world.signedIn();
    const reference = await world.park();
    const { form } = await browser.get(`/consent?request=${reference}`);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        fetch(`${world.server.issuer}/consent`, {
          method: 'POST',
          redirect: 'manual',
          headers: { cookie: `gatehouse_session=${browser.cookie('gatehouse_session')}` },
          body: new URLSearchParams({ ...form?.fields, decision: 'allow' }),
        }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    await expect(granted()).resolves.toEqual(['openid', 'profile', 'api:read']);
    await expect(world.parked(reference)).resolves.toMatchObject({ decision: 'allow', decidedBy: world.alice.id });
  });

  it('asks again where no button was pressed', async () => {
    const browser = await world.signedIn();
    await browser.get(`/consent?request=${await world.park()}`);
    const page = await browser.submitFirstForm({ decision: 'perhaps' });
    expect(page.form?.buttons.map(({ value }) => value)).toEqual(['allow', 'deny']);
  });

  it('sends anyone who is not signed in to the sign-in page', async () => {
    const browser = world.newBrowser();
    const reference = await world.park();
    await browser.get(`/consent?request=${reference}`);
    expect(browser.trail[1]).toBe(`/login?request=${reference}`);
  });

  it('says so where the request has expired or its client is gone', async () => {
    const browser = await world.signedIn();
    await world.register({ client_id: 'gone' });
    const reference = await world.park({ client_id: 'gone' });
    await world.server.app.get(ClientsService).delete('gone');
    for (const each of ['unknown', '', reference]) {
      const page = await browser.get(`/consent?request=${each}`);
      expect([page.status, page.html]).toEqual([400, expect.stringContaining('This request has expired')]);
    }
  });

  it('offers to switch the account', async () => {
    const browser = await world.signedIn();
    const reference = await world.park();
    const { html } = await browser.get(`/consent?request=${reference}`);
    expect(html).toContain(`id="consent-switch" href="/login?request=${reference}"`);
  });

  it('names an app by its scheme, not by a host that its address only claims (RFC 8252 §8.4)', async () => {
    const redirect_uri = 'com.evil.app://rp.example/cb';
    await world.register({ client_id: 'impostor', redirect_uris: [redirect_uri] });
    const reference = await world.park({ client_id: 'impostor', redirect_uri });
    const { html } = await (await world.signedIn()).get(`/consent?request=${reference}`);
    expect(text(html)).toContain('You return to an app on this device (com.evil.app) .');
  });

  it('shows what others wrote as text only, and no picture or link that is not secure', async () => {
    const attack = '"><img src=x onerror=alert(1)>';
    await world.register({
      client_id: 'evil',
      client_name: attack,
      scope: 'openid api:read',
      redirect_uris: [REDIRECT_URI, 'com.example.app:/cb'],
    });
    const reference = await world.park({ client_id: 'evil', redirect_uri: 'com.example.app:/cb', state: attack });
    const { html, headers } = await (await world.signedIn()).get(`/consent?request=${reference}`);
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=alert(1)>');
    expect(text(html)).toContain('an app on this device (com.example.app)');
    expect(headers.get('content-security-policy')).toContain("form-action 'self';");
  });
});

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
    await server.app.get(Database).execute(
      statement(
        'test-use',
        `INSERT INTO families (id, client_id, user_id, sid, scope, resources, authenticated_at, acr, amr,
         issued_at, rotations, expires_at, purge_at) VALUES ('f', 'web-app', $1, 's', '', '[]', 1, '', '', $2, $3, $4, $4)`,
      ),
      [alice.id, Date.UTC(2099, 0, 1), JSON.stringify([[0, 0, 1, Date.UTC(2099, 10, 28)]]), Date.UTC(2100, 5, 1)],
    );
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
