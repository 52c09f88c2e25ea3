import { authorizeUrl, createWorld, registerClient, type TestClient, type World } from '../../support/world.js';

const LOGO = 'https://shop.example/logo.svg';

let world: World;
let shop: TestClient;

beforeAll(async () => {
  world = await createWorld();
  shop = await registerClient(world, {
    client_id: 'shop',
    client_name: 'Shop',
    redirect_uris: ['https://rp.example/cb'],
    scope: 'openid',
    logo_uri: LOGO,
    policy_uri: 'https://shop.example/privacy',
    tos_uri: 'https://shop.example/terms',
    'tos_uri#nl': 'https://shop.example/voorwaarden',
    brand_accent: '#0b5394',
    brand_radius: 4,
    default_language: 'nl',
  });
});
afterAll(() => world.close());

const loginPage = async (clientId: string) => {
  const { headers } = await fetch(authorizeUrl(world, { client_id: clientId, scope: 'openid' }), {
    redirect: 'manual',
  });
  return fetch(new URL(headers.get('location') ?? '', world.issuer), { headers: { 'accept-language': '' } });
};

describe('the brand of a client', () => {
  it('is on the pages of its requests: colours, corners, logo and language, by values and no style sheet of others', async () => {
    const page = await loginPage(shop.id);
    const html = await page.text();
    expect(html).toContain('<html lang="nl"');
    expect(html).toContain(`src="${LOGO}"`);
    expect(page.headers.get('content-security-policy')).toMatch(/style-src 'self'; img-src 'self' data: https:..shop/);
    const [, sheet] = /href="(\/assets\/brand\/[^"]+)"/.exec(html) ?? [];
    const css = await (await fetch(`${world.issuer}${sheet}`)).text();
    expect(css).toContain(':root{--accent:#0b5394;--radius:4px}');
  });

  it('has its documents in the foot of the pages, in the language of the page, beside those of the server', async () => {
    const html = await (await loginPage(shop.id)).text();
    const foot = html.slice(html.indexOf('<footer>'));
    expect(foot).toContain('<a href="https://shop.example/privacy">Privacybeleid van <bdi>Shop</bdi></a>');
    expect(foot).toContain('<a href="https://shop.example/voorwaarden">Voorwaarden van <bdi>Shop</bdi></a>');
    expect(await (await fetch(`${world.issuer}/login`)).text()).not.toContain('shop.example');
  });

  it('is on no other page', async () => {
    const html = await (await loginPage(world.app1.id)).text();
    expect(html).not.toContain('/assets/brand/');
    expect(html).not.toContain(LOGO);
  });

  it.each(['x.css', '0b5394;}--.css', '0b5394--999.css', '--4.js'])(
    'is no style sheet of the name %j',
    async (name) => {
      expect((await fetch(`${world.issuer}/assets/brand/${encodeURIComponent(name)}`)).status).toBe(404);
    },
  );

  it.each([
    [{ brand_accent: '#86d0b0' }, /brand_accent must have a contrast of 4.5 .* not 1\.\d+; choose a darker colour/],
    [{ brand_accent_dark: '#1d5c47' }, /brand_accent_dark must have a contrast .* choose a lighter colour/],
    [{ brand_accent: 'url(x)' }, /brand_accent must be a colour/],
    [{ brand_radius: 33 }, /brand_radius must be at most 32/],
    [{ default_language: 'tlh' }, /default_language must be one of/],
  ])('is refused when it is saved: %j', async (metadata, problem) => {
    const whole = { redirect_uris: ['https://rp.example/cb'], ...metadata };
    await expect(registerClient(world, whole)).rejects.toThrow(problem);
  });
});
