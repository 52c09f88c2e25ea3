import { ask, askIn, returned, visit } from '../../support/authorization.js';
import { Browser } from '../../support/browser.js';
import { authorize, authorizeUrl, createWorld, PASSWORD, signedInBrowser, type World } from '../../support/world.js';

describe('RFC 9207: the issuer in authorization responses', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  it('is advertised (§3), and is the issuer of the metadata (RFC 8414)', async () => {
    for (const path of ['openid-configuration', 'oauth-authorization-server']) {
      const metadata = await (await fetch(`${world.issuer}/.well-known/${path}`)).json();
      expect(metadata).toMatchObject({ issuer: world.issuer, authorization_response_iss_parameter_supported: true });
    }
  });

  it('comes with the code', async () => {
    expect(Object.fromEntries(await authorize(world))).toEqual({
      code: expect.any(String),
      state: 'the-state',
      iss: world.issuer,
      session_state: expect.any(String),
    });
  });

  it.each(['query', 'fragment'])('comes once, in the %s', async (response_mode) => {
    const location = await askIn(await signedInBrowser(world), world, { response_mode });
    const parameters = response_mode === 'query' ? location.searchParams : new URLSearchParams(location.hash.slice(1));
    expect(parameters.getAll('iss')).toEqual([world.issuer]);
  });

  it('comes in the posted form', async () => {
    const browser = await signedInBrowser(world);
    await browser.get(authorizeUrl(world, { response_mode: 'form_post' }));
    expect(browser.page.form?.fields).toEqual({
      code: expect.any(String),
      state: 'the-state',
      iss: world.issuer,
      session_state: expect.any(String),
    });
  });

  it.each<[string, Record<string, string | undefined>]>([
    ['unsupported_response_type', { response_type: 'token' }],
    ['invalid_request', { response_type: undefined }],
    ['invalid_request', { code_challenge: undefined }],
    ['invalid_scope', { scope: 'clients:read' }],
    ['invalid_target', { resource: 'https://unknown.example' }],
    ['login_required', { prompt: 'none' }],
    ['invalid_request_object', { request: 'x' }],
  ])('comes with the error %s', async (error, overrides) => {
    const answer = await ask(world, overrides);
    expect(returned(answer)).toMatchObject({ error, iss: world.issuer });
    expect(answer.location?.searchParams.getAll('iss')).toHaveLength(1);
  });

  it('comes with access_denied', async () => {
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world, { client_id: 'other' }));
    await browser.submitFirstForm({ username: 'bob', password: PASSWORD });
    await browser.submitFirstForm({}, 'deny');
    expect(Object.fromEntries(new URL(browser.location ?? '').searchParams)).toEqual({
      error: 'access_denied',
      error_description: expect.any(String),
      state: 'the-state',
      iss: world.issuer,
      session_state: expect.any(String),
    });
  });

  it('cannot be chosen by the request', async () => {
    const answer = await visit(world, `${authorizeUrl(world, { prompt: 'none' })}&iss=https%3A%2F%2Fevil.example`);
    expect(answer.location?.searchParams.getAll('iss')).toEqual([world.issuer]);
  });
});
