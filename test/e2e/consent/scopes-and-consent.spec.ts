import { decodeJwt } from 'jose';
import { Browser } from '../../support/browser.js';
import {
  authorize,
  authorizeUrl,
  createWorld,
  freshCode,
  PASSWORD,
  redeem,
  refresh,
  registerClient,
  signedInBrowser,
  type TestClient,
  type World,
} from '../../support/world.js';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

let clients = 0;
/** A client that no one has consented to yet. */
const newClient = (metadata: Record<string, unknown> = {}): Promise<TestClient> =>
  registerClient(world, {
    client_id: `client-${++clients}`,
    redirect_uris: ['https://rp.example/cb'],
    grant_types: ['authorization_code', 'refresh_token'],
    scope: 'openid profile email api:read api:write api:admin clients:read',
    ...metadata,
  });

/** Where the request of this client leads someone who is signed in. */
async function next(
  browser: Browser,
  client: TestClient,
  scope: string,
  overrides: Record<string, string> = {},
): Promise<string> {
  const { location, url } = await browser.get(authorizeUrl(world, { client_id: client.id, scope, ...overrides }));
  return location === undefined ? new URL(url).pathname : (new URL(location).searchParams.get('error') ?? 'code');
}

describe('a scope that requires a role', () => {
  const SCOPE = 'openid api:read api:admin clients:read';

  it('is granted to a user who holds the role', async () => {
    const client = await newClient();
    const { body } = await redeem(world, await freshCode(world, { client_id: client.id, scope: SCOPE }), {}, client);
    expect(body.scope).toBe(SCOPE);
  });

  it('is dropped for bob; the answer and the token say so, at every refresh', async () => {
    const client = await newClient();
    const code = await freshCode(world, { client_id: client.id, scope: SCOPE }, undefined, 'bob');
    const { body } = await redeem(world, code, {}, client);
    expect(body.scope).toBe('openid api:read');
    expect(decodeJwt(body.access_token).scope).toBe('openid api:read');
    const again = await refresh(world, body.refresh_token, {}, client);
    expect(again.body.scope).toBe('openid api:read');
    expect((await refresh(world, again.body.refresh_token, { scope: 'api:admin' }, client)).body.error).toBe(
      'invalid_scope',
    );
  });

  it('opens no door to the admin API for bob', async () => {
    const client = await newClient();
    const code = await freshCode(world, { client_id: client.id, scope: SCOPE }, undefined, 'bob');
    const { access_token } = (await redeem(world, code, {}, client)).body;
    const answer = await fetch(`${world.issuer}/admin/v1/clients`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(answer.status).toBe(403);
  });

  it('is not among what bob is asked to allow', async () => {
    const client = await newClient();
    const browser = await signedInBrowser(world, 'bob');
    expect(await next(browser, client, SCOPE)).toBe('/consent');
    expect(browser.page.html).toContain('Read your data');
    expect(browser.page.html).not.toContain('Administer everything');
  });

  it('is not consented to in advance: whoever gets the role later is asked', async () => {
    const client = await newClient();
    await authorize(world, { client_id: client.id, scope: SCOPE }, undefined, 'bob');
    const alice = await signedInBrowser(world);
    expect(await next(alice, client, SCOPE)).toBe('/consent');
  });

  it('leaves nothing where it is all that is asked for: access_denied, not a code for nothing', async () => {
    for (const first_party of [true, false]) {
      const client = await newClient({ first_party });
      const browser = await signedInBrowser(world, 'bob');
      expect(await next(browser, client, 'api:admin')).toBe('access_denied');
      expect(await next(browser, client, 'api:admin', { prompt: 'none' })).toBe('access_denied');
    }
  });
});

describe('consent', () => {
  it('is asked once for the same', async () => {
    const [client, browser] = [await newClient(), await signedInBrowser(world)];
    expect(await next(browser, client, 'openid api:read')).toBe('/consent');
    await browser.submitFirstForm({}, 'allow');
    expect(await next(browser, client, 'openid api:read')).toBe('code');
    expect(await next(browser, client, 'api:read')).toBe('code');
  });

  it('is asked again for more, and then for neither part any more', async () => {
    const [client, browser] = [await newClient(), await signedInBrowser(world)];
    await authorize(world, { client_id: client.id, scope: 'openid api:read' }, browser);
    expect(await next(browser, client, 'openid api:write')).toBe('/consent');
    await browser.submitFirstForm({}, 'allow');
    expect(await next(browser, client, 'openid api:read api:write')).toBe('code');
  });

  it('is not given by asking', async () => {
    const [client, browser] = [await newClient(), await signedInBrowser(world)];
    expect(await next(browser, client, 'openid')).toBe('/consent');
    expect(await next(browser, client, 'openid')).toBe('/consent');
    expect(await next(browser, client, 'openid', { prompt: 'none' })).toBe('consent_required');
  });

  it('that was denied is access_denied, and asked again the next time', async () => {
    const [client, browser] = [await newClient(), await signedInBrowser(world)];
    await next(browser, client, 'openid');
    await browser.submitFirstForm({}, 'deny');
    expect(new URL(browser.location ?? '').searchParams.get('error')).toBe('access_denied');
    expect(await next(browser, client, 'openid')).toBe('/consent');
  });

  it('of one person is not that of another, nor good for another client', async () => {
    const [client, another] = [await newClient(), await newClient()];
    const alice = await signedInBrowser(world);
    await authorize(world, { client_id: client.id, scope: 'openid' }, alice);
    expect(await next(alice, another, 'openid')).toBe('/consent');
    expect(await next(await signedInBrowser(world, 'bob'), client, 'openid')).toBe('/consent');
  });

  it('holds in every browser of the person', async () => {
    const client = await newClient();
    await authorize(world, { client_id: client.id, scope: 'openid' });
    expect(await next(await signedInBrowser(world), client, 'openid')).toBe('code');
  });

  it('is asked after signing in, with one page after the other', async () => {
    const [client, browser] = [await newClient(), new Browser(world.issuer)];
    expect(await next(browser, client, 'openid')).toBe('/login');
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    expect(browser.page.url).toContain('/consent');
  });

  it('cannot be decided by someone else who signs in while the page is open', async () => {
    const [client, browser] = [await newClient(), await signedInBrowser(world)];
    await next(browser, client, 'openid');
    const form = browser.page.form?.fields ?? {};
    const bob = await signedInBrowser(world, 'bob');
    await bob.post('/consent', { ...form, decision: 'allow' });
    expect(bob.page.url).toContain('/login');
    expect(bob.location).toBeUndefined();
  });

  it('that was withdrawn on the account page is asked again, and ends the tokens', async () => {
    const [client, browser] = [await newClient(), await signedInBrowser(world)];
    const { body } = await redeem(
      world,
      await freshCode(world, { client_id: client.id, scope: 'openid' }, browser),
      {},
      client,
    );
    await browser.get(`/account/withdraw?client_id=${client.id}`);
    await browser.submitFirstForm();
    expect((await refresh(world, body.refresh_token, {}, client)).body.error).toBe('invalid_grant');
    expect(await next(await signedInBrowser(world), client, 'openid')).toBe('/consent');
  });
});

describe('a first-party client', () => {
  it('is not consented to, whatever it asks for within its registration', async () => {
    const [client, browser] = [await newClient({ first_party: true }), await signedInBrowser(world)];
    expect(await next(browser, client, 'openid api:write')).toBe('code');
    expect(await next(browser, client, 'openid api:write', { prompt: 'none' })).toBe('code');
  });

  it('still needs a sign-in, and gets no more than it is registered for', async () => {
    const client = await newClient({ first_party: true });
    expect(await next(new Browser(world.issuer), client, 'openid')).toBe('/login');
    expect(await next(await signedInBrowser(world), client, 'openid offline_access')).toBe('invalid_scope');
  });

  it('that asks for consent by prompt gets the page', async () => {
    const [client, browser] = [await newClient({ first_party: true }), await signedInBrowser(world)];
    expect(await next(browser, client, 'openid', { prompt: 'consent' })).toBe('/consent');
    await browser.submitFirstForm({}, 'deny');
    expect(new URL(browser.location ?? '').searchParams.get('error')).toBe('access_denied');
  });
});
