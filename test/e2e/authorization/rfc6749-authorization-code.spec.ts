import { UserSessionsService } from '../../../src/authentication/sessions/user-sessions.service.js';
import { AuthorizationEntity } from '../../../src/authorizations/authorization.entity.js';
import { operator } from '../../../src/cli/operator.js';
import { UsersService } from '../../../src/users/users.service.js';
import { countOf } from '../../support/rows.js';
import { DIALECTS } from '../../support/test-database.js';
import {
  authorizeUrl,
  createWorld,
  freshCode,
  freshTokens,
  introspect,
  REDIRECT_URI,
  redeem,
  signedInBrowser,
  signInAs,
  type World,
} from '../../support/world.js';

/** As an administrator does. */
async function endSessions(world: World): Promise<void> {
  const alice = await world.app.get(UsersService).findByUsername('alice');
  await world.app.get(UserSessionsService).endAll(alice?.id ?? '', operator());
}

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

  it('stores nothing of a code before it is redeemed', async () => {
    const before = await countOf(world, AuthorizationEntity);
    await freshCode(world);
    expect(await countOf(world, AuthorizationEntity)).toBe(before);
  });

  it('refuses a code of a session that has ended', async () => {
    const browser = await signedInBrowser(world);
    const code = await freshCode(world, {}, browser);
    await endSessions(world);
    const { status, body } = await redeem(world, code);
    expect([status, body.error, body.error_description]).toEqual([
      400,
      'invalid_grant',
      expect.stringMatching(/ended/),
    ]);
  });

  it('takes a code of a session in which the person has signed in again meanwhile', async () => {
    const browser = await signedInBrowser(world);
    const code = await freshCode(world, {}, browser);
    await signInAs(browser, 'alice');
    expect((await redeem(world, code)).status).toBe(200);
  });

  it('tells the client that its request is too long for a code', async () => {
    const browser = await signedInBrowser(world);
    await freshCode(world, {}, browser);
    const names = Array.from({ length: 300 }, (_, each) => [`name#de-x-a${each}`, null]);
    const claims = JSON.stringify({ userinfo: Object.fromEntries(names) });
    await browser.get(authorizeUrl(world, { claims }));
    const answer = new URL(browser.location ?? '').searchParams;
    expect([answer.get('error'), answer.get('error_description')]).toEqual([
      'invalid_request',
      expect.stringContaining('too long for a code'),
    ]);
  });

  it('leaves nothing alive of codes that are redeemed while their session ends', async () => {
    const browser = await signedInBrowser(world);
    const scope = 'openid profile';
    const codes: string[] = [];
    for (let each = 0; each < 50; each++) codes.push(await freshCode(world, { scope }, browser));
    const redemptions = codes.map((code) => redeem(world, code));
    await endSessions(world);
    const tokens = (await Promise.all(redemptions)).flatMap(({ body }) => body.access_token ?? []);
    for (const token of tokens) expect(await introspect(world, token)).toEqual({ active: false });
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

  it('refuses a code that no one issued, or that was tampered with', async () => {
    const code = await freshCode(world);
    for (const wrong of [
      'x',
      code.slice(0, -1),
      `${code}x`,
      code.slice(0, 22),
      `${code.slice(0, 22)}${'A'.repeat(43)}`,
      code.slice(0, 30) + (await freshCode(world)).slice(30),
    ]) {
      expect((await redeem(world, wrong)).body.error).toBe('invalid_grant');
    }
    expect((await redeem(world, code)).status).toBe(200);
  });

  it('gives no refresh token without offline_access to a client that is not registered for it', async () => {
    expect((await freshTokens(world)).refresh_token).toBeDefined();
  });
});
