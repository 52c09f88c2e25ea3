import { ClientsService } from '../../../src/clients/clients.service.js';
import { ConsentService } from '../../../src/consent/consent.service.js';
import { Interaction } from '../../support/interaction.js';
import { PASSWORD, REDIRECT_URI } from '../../support/world.js';

describe('the consent page', () => {
  let world: Interaction;

  beforeAll(async () => {
    world = await Interaction.start();
  });
  afterAll(() => world.close());

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

  it.each([
    ['insecure', 'http://rp.example/logo.png'],
    ['directive', 'https://rp.example;script-src/logo.png'],
    ['quote', "https://a'b/logo.png"],
  ])('shows no logo of the client %s, which is at %s', async (client_id, logo_uri) => {
    await world.register({ client_id, logo_uri });
    const browser = await world.signedIn();
    const { html, headers } = await browser.get(`/consent?request=${await world.park({ client_id })}`);
    expect(html).not.toContain('logo.png');
    expect(headers.get('content-security-policy')).toContain("img-src 'self' data:;");
  });

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

  it('says what was allowed before', async () => {
    await world.server.app.get(ConsentService).allow(world.alice.id, 'web-app', ['openid', 'api:read']);
    const reference = await world.park({ scope: 'openid api:read api:write' });
    const { html } = await (await world.signedIn()).get(`/consent?request=${reference}`);
    const words = text(html);
    expect(words).toContain('Read your data Example API · already allowed');
    expect(words).toMatch(/Change your data Example API (?!·)/);
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
