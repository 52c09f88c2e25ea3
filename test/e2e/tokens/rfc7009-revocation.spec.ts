import { type StoppedClock, stopClock } from '../../support/clock.js';
import { DIALECTS } from '../../support/test-database.js';
import {
  type Answer,
  createWorld,
  freshCode,
  freshTokens,
  introspect,
  post,
  redeem,
  refresh,
  type TestClient,
  type World,
} from '../../support/world.js';

describe.each(DIALECTS)('RFC 7009: the revocation endpoint on %s', (dialect) => {
  let world: World;
  let clock: StoppedClock;

  beforeAll(async () => {
    world = await createWorld({ dialect });
  });
  afterAll(() => world.close());
  beforeEach(() => {
    clock = stopClock(world);
  });
  afterEach(() => clock.goOn());

  const revoke = (
    token: string | undefined,
    form: Record<string, string> = {},
    client?: TestClient | null,
  ): Promise<Answer> => post(world, '/oauth2/revoke', { token, ...form }, client);
  const userinfo = async (accessToken: string) =>
    (await fetch(`${world.issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } })).status;

  it('answers 200 with an empty body that is not to be stored (§2.2)', async () => {
    const { status, headers, body } = await revoke((await freshTokens(world)).refresh_token);
    expect([status, body]).toEqual([200, undefined]);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('ends with a refresh token the access tokens of the same grant, at once and everywhere (§2.1)', async () => {
    const first = await freshTokens(world);
    const second = (await refresh(world, first.refresh_token)).body;
    await revoke(second.refresh_token);
    for (const { access_token, refresh_token } of [first, second]) {
      expect((await refresh(world, refresh_token)).body.error).toBe('invalid_grant');
      expect(await introspect(world, refresh_token)).toEqual({ active: false });
      expect(await introspect(world, access_token)).toEqual({ active: false });
      expect(await userinfo(access_token)).toBe(401);
    }
  });

  it('ends the grant by a refresh token that was rotated, too', async () => {
    const first = await freshTokens(world);
    const second = (await refresh(world, first.refresh_token)).body;
    clock.pass(3600);
    await revoke(first.refresh_token);
    expect((await refresh(world, second.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('ends by an access token that one and nothing else', async () => {
    const first = await freshTokens(world);
    const second = (await refresh(world, first.refresh_token)).body;
    await revoke(first.access_token);
    expect(await introspect(world, first.access_token)).toEqual({ active: false });
    expect(await userinfo(first.access_token)).toBe(401);
    expect(await userinfo(second.access_token)).toBe(200);
    expect((await refresh(world, second.refresh_token)).status).toBe(200);
  });

  it.each(['access_token', 'refresh_token', 'unknown', ''])(
    'takes %s as a mere hint, even where it is wrong (§2.1)',
    async (token_type_hint) => {
      const { access_token, refresh_token } = await freshTokens(world);
      await revoke(access_token, { token_type_hint });
      expect(await userinfo(access_token)).toBe(401);
      await revoke(refresh_token, { token_type_hint });
      expect((await refresh(world, refresh_token)).status).toBe(400);
    },
  );

  it('answers 200 to a token that is unknown, malformed or revoked already (§2.2)', async () => {
    const { access_token, refresh_token } = await freshTokens(world);
    for (const token of [access_token, refresh_token]) {
      expect((await revoke(token)).status).toBe(200);
      expect((await revoke(token)).status).toBe(200);
    }
    for (const token of ['x', 'a.b.c', '%', 'A'.repeat(91), `${refresh_token}x`, access_token.slice(0, -4)]) {
      expect((await revoke(token)).status).toBe(200);
    }
  });

  it('answers 200 to an access token that has expired', async () => {
    const { access_token } = await freshTokens(world);
    clock.pass(601);
    expect((await revoke(access_token)).status).toBe(200);
  });

  it('leaves a grant alone of which only a part of the refresh token is known', async () => {
    const { refresh_token } = await freshTokens(world);
    await revoke(refresh_token.slice(0, -1));
    await revoke(`${refresh_token.slice(0, 30)}${'A'.repeat(refresh_token.length - 30)}`);
    expect((await refresh(world, refresh_token)).status).toBe(200);
  });

  it('is refused where the token is missing', async () => {
    const { status, body } = await revoke(undefined);
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });

  it('is refused to other clients, whose attempt changes nothing (§2.1)', async () => {
    const tokens = await freshTokens(world);
    for (const client of [world.other, world.spa]) {
      expect((await revoke(tokens.refresh_token, {}, client)).status).toBe(400);
      expect((await revoke(tokens.access_token, {}, client)).status).toBe(400);
    }
    expect(await userinfo(tokens.access_token)).toBe(200);
    expect((await refresh(world, tokens.refresh_token)).status).toBe(200);
  });

  it('is refused to anyone who does not authenticate', async () => {
    const { refresh_token } = await freshTokens(world);
    for (const client of [null, { id: 'app1', secret: undefined }, { id: 'app1', secret: 'wrong' }]) {
      const { status, headers, body } = await revoke(refresh_token, {}, client);
      expect([status, body.error]).toEqual([401, 'invalid_client']);
      expect(headers.get('www-authenticate')).toMatch(/^Basic /);
    }
    expect((await refresh(world, refresh_token)).status).toBe(200);
  });

  it('is for public clients too, which only say who they are', async () => {
    const spa = { client_id: 'spa', redirect_uri: 'https://spa.example/cb', scope: 'openid' };
    const { body } = await redeem(world, await freshCode(world, spa), { redirect_uri: spa.redirect_uri }, world.spa);
    expect((await revoke(body.refresh_token, {}, world.spa)).status).toBe(200);
    expect((await refresh(world, body.refresh_token, {}, world.spa)).body.error).toBe('invalid_grant');
  });

  it('ends the grant however many refreshes are under way', async () => {
    const { refresh_token } = await freshTokens(world);
    const [, ...answers] = await Promise.all([
      revoke(refresh_token),
      ...Array.from({ length: 30 }, () => refresh(world, refresh_token)),
    ]);
    for (const { status, body } of answers) {
      if (status !== 200) expect([status, body.error]).toEqual([400, 'invalid_grant']);
      else expect((await refresh(world, body.refresh_token)).body.error).toBe('invalid_grant');
    }
  });

  it('takes neither GET nor JSON', async () => {
    const { refresh_token } = await freshTokens(world);
    expect((await fetch(`${world.issuer}/oauth2/revoke?token=${refresh_token}`)).status).toBe(405);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ token: refresh_token, client_id: 'app1' });
    expect((await fetch(`${world.issuer}/oauth2/revoke`, { method: 'POST', headers, body })).status).toBe(400);
    expect((await refresh(world, refresh_token)).status).toBe(200);
  });
});
