import { authorizeUrl, createWorld, registerClient, type World } from '../../support/world.js';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const lang = async (address: string, headers: Readonly<Record<string, string>> = {}) => {
  const html = await (await fetch(address, { headers, redirect: 'follow' })).text();
  return /<html lang="([^"]*)" dir="([^"]*)"/.exec(html)?.slice(1).join(' ');
};

const choose = (fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${world.issuer}/language`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });

const chosen = async (language: string) =>
  (await choose({ language, to: '/login' })).headers.get('set-cookie')?.split(';')[0] ?? '';

describe('the name of a client on a page', () => {
  it('is that of the language that the person chose, else of those the app asks for or the browser wants', async () => {
    await registerClient(world, {
      client_id: 'localized',
      redirect_uris: ['https://rp.example/cb'],
      client_name: 'The shop',
      'client_name#de': 'Der Laden',
      'client_name#fr': 'La boutique',
      'client_name#fr-CA': 'Le magasin',
    });
    const named = async (headers: Readonly<Record<string, string>>, ui_locales?: string) => {
      const address = authorizeUrl(world, { client_id: 'localized', scope: 'openid', ui_locales });
      const { headers: answer } = await fetch(address, { redirect: 'manual' });
      const html = await (await fetch(new URL(answer.get('location') ?? '', world.issuer), { headers })).text();
      return /<strong><bdi>([^<]+)/.exec(html)?.[1];
    };
    const german = { 'accept-language': 'de' };
    expect(await named({ ...german, cookie: await chosen('fr') })).toBe('La boutique');
    expect(await named({ 'accept-language': 'de, fr-CA', cookie: await chosen('fr') })).toBe('Le magasin');
    expect(await named({ ...german, cookie: await chosen('en') })).toBe('The shop');
    expect(await named({ ...german, cookie: await chosen('en') }, 'fr')).toBe('La boutique');
    expect(await named(german, 'sv')).toBe('Der Laden');
  });
});

describe('the language of a page', () => {
  it('is the nearest to what the browser wants that is written, and English if there is none', async () => {
    const login = `${world.issuer}/login`;
    expect(await lang(login)).toBe('en ltr');
    expect(await lang(login, { 'accept-language': 'sv, de-CH;q=0.8, en;q=0.5' })).toBe('de ltr');
    expect(await lang(login, { 'accept-language': 'ar-EG' })).toBe('ar rtl');
    expect(await lang(login, { 'accept-language': 'zh-CN' })).toBe('zh ltr');
    // Another script: simplified Chinese only for who says that Chinese will do.
    expect(await lang(login, { 'accept-language': 'zh-TW, fr;q=0.8' })).toBe('fr ltr');
    expect(await lang(login, { 'accept-language': 'zh-TW, zh;q=0.9, fr;q=0.8' })).toBe('zh ltr');
  });

  it('is rather what the person chose, and rather still what the app asks for, unless the person chose since', async () => {
    const before = await chosen('fr');
    const login = `${world.issuer}/login`;
    expect(await lang(login, { 'accept-language': 'de', cookie: before })).toBe('fr ltr');
    const { headers } = await fetch(authorizeUrl(world, { ui_locales: 'es' }), { redirect: 'manual' });
    const waiting = new URL(headers.get('location') ?? '', world.issuer).href;
    expect(await lang(waiting, { 'accept-language': 'de', cookie: before })).toBe('es ltr');
    expect(await lang(waiting, { 'accept-language': 'de', cookie: await chosen('it') })).toBe('it ltr');
  });

  it('is chosen by a menu that leads back to the page', async () => {
    const answer = await choose({ language: 'pl', to: '/login?request=abc' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/login?request=abc']);
    const html = await (await fetch(`${world.issuer}/login?prompt=login`)).text();
    expect(html).toMatch(/<select id="language" name="language"/);
    expect(html).toMatch(/name="to" value="\/login\?prompt=login"/);
  });

  it.each(['//evil.example/x', 'https://evil.example', '/\\evil.example', '\\\\evil.example', ''])(
    'leads to no other server: %j',
    async (to) => {
      const { headers } = await choose({ language: 'pl', to });
      expect(headers.get('location')).toBe('/account');
    },
  );

  it('is not changed by pages of other sites', async () => {
    const headersOf = async (headers: Readonly<Record<string, string>>) =>
      (await choose({ language: 'pl', to: '/login' }, headers)).headers.get('set-cookie');
    expect(await headersOf({ 'sec-fetch-site': 'same-origin', origin: 'null' })).toMatch(/^gatehouse_language=pl/);
    expect(await headersOf({ 'sec-fetch-site': 'cross-site', origin: 'null' })).toBeNull();
    expect(await headersOf({ origin: 'https://evil.example' })).toBeNull();
  });
});
