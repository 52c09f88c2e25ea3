import { DIALECTS } from '../support/test-database.js';
import { createWorld, freshCode, freshTokens, introspect, REDIRECT_URI, redeem, type World } from '../support/world.js';

describe.each(DIALECTS)('RFC 6749 §4.1: the authorization code grant on %s', (dialect) => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld({ dialect });
  });
  afterAll(() => world.close());

  it('exchanges a code for tokens that are not to be stored', async () => {
    const { status, headers, body } = await redeem(world, await freshCode(world));
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'openid profile email offline_access api:read',
      refresh_token: expect.any(String),
      id_token: expect.any(String),
    });
  });

  it('refuses a code that was used, and revokes everything that came from it', async () => {
    const code = await freshCode(world);
    const tokens = (await redeem(world, code)).body;
    expect(await introspect(world, tokens.access_token)).toMatchObject({ active: true });
    const again = await redeem(world, code);
    expect([again.status, again.body.error]).toEqual([400, 'invalid_grant']);
    expect(await introspect(world, tokens.access_token)).toEqual({ active: false });
    expect(await introspect(world, tokens.refresh_token)).toEqual({ active: false });
  });

  it('lets exactly one of 50 parallel redemptions succeed', async () => {
    const code = await freshCode(world);
    const answers = await Promise.all(Array.from({ length: 50 }, () => redeem(world, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.error === 'invalid_grant')).toHaveLength(49);
  });

  it("refuses another client's code", async () => {
    const { status, body } = await redeem(world, await freshCode(world), {}, world.other);
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
  });

  it('refuses a redirect URI that is missing or not the one of the request', async () => {
    const code = await freshCode(world);
    expect((await redeem(world, code, { redirect_uri: undefined })).body.error).toBe('invalid_request');
    expect((await redeem(world, code, { redirect_uri: `${REDIRECT_URI}/` })).body.error).toBe('invalid_grant');
    expect((await redeem(world, code)).status).toBe(200);
  });

  it('refuses a code that nobody issued, or that was tampered with', async () => {
    const code = await freshCode(world);
    for (const wrong of [
      'x',
      code.slice(0, -1),
      `${code}x`,
      code.slice(0, 22),
      `${code.slice(0, 22)}${'A'.repeat(43)}`,
    ]) {
      expect((await redeem(world, wrong)).body.error).toBe('invalid_grant');
    }
    expect((await redeem(world, code)).status).toBe(200);
  });

  it('gives no refresh token without offline_access to a client that is not registered for it', async () => {
    expect((await freshTokens(world)).refresh_token).toBeDefined();
  });
});
