import { decodeJwt } from 'jose';
import { UsersService } from '../../../src/users/users.service.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import {
  API,
  createWorld,
  freshCode,
  freshTokens,
  introspect,
  PASSWORD,
  post,
  refresh,
  type World,
} from '../../support/world.js';

describe('RFC 7662: the introspection endpoint', () => {
  let world: World;
  let clock: StoppedClock;

  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    clock = stopClock(world);
  });
  afterEach(() => clock.goOn());

  it('says of an access token what it carries, and nothing about the inside of the server (§2.2)', async () => {
    const { access_token } = await freshTokens(world);
    const { status, headers, body } = await post(world, '/oauth2/introspect', { token: access_token });
    const { family, ...claims } = decodeJwt(access_token);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toEqual({ active: true, token_type: 'Bearer', username: 'alice', ...claims });
    expect(body).toMatchObject({
      iss: world.issuer,
      client_id: 'app1',
      aud: [world.issuer, API],
      scope: expect.stringContaining('api:read'),
    });
  });

  it('says of a refresh token whose it is, for what and until when', async () => {
    const { refresh_token, access_token } = await freshTokens(world);
    expect(await introspect(world, refresh_token)).toEqual({
      active: true,
      token_type: 'refresh_token',
      client_id: 'app1',
      sub: decodeJwt(access_token).sub,
      username: 'alice',
      scope: 'openid profile email offline_access api:read',
      exp: expect.any(Number),
    });
  });

  it('tells any confidential client about an access token: resource servers are clients', async () => {
    const { access_token } = await freshTokens(world);
    expect(await introspect(world, access_token, world.other)).toMatchObject({ active: true });
  });

  describe('shows a username', () => {
    const WITHOUT_PROFILE = { scope: 'openid offline_access api:read' };

    it('only if the token has the scope profile, to which it belongs (OIDC Core §5.4)', async () => {
      const { access_token, refresh_token } = await freshTokens(world);
      expect(await introspect(world, access_token, world.other)).toMatchObject({ username: 'alice' });
      const little = await freshTokens(world, WITHOUT_PROFILE);
      for (const [token, client] of [
        [little.access_token, world.other],
        [little.access_token, world.app1],
        [little.refresh_token, world.app1],
      ] as const) {
        const answer = await introspect(world, token, client);
        expect(answer).toMatchObject({ active: true });
        expect(answer).not.toHaveProperty('username');
      }
      expect(await introspect(world, refresh_token)).toMatchObject({ username: 'alice' });
    });
  });

  it('tells no one but its client about a refresh token', async () => {
    const { refresh_token } = await freshTokens(world);
    expect(await introspect(world, refresh_token, world.other)).toEqual({ active: false });
  });

  it.each(['access_token', 'refresh_token', 'unknown'])('takes %s as a mere hint (§2.1)', async (token_type_hint) => {
    const { access_token, refresh_token } = await freshTokens(world);
    for (const token of [access_token, refresh_token]) {
      expect((await post(world, '/oauth2/introspect', { token, token_type_hint })).body.active).toBe(true);
    }
  });

  describe('says of a token no more than that it is not active', () => {
    const inactive = async (token: string) => expect(await introspect(world, token)).toEqual({ active: false });

    it.each(['x', '.', '..', 'a.b.c', 'A'.repeat(91), ' ', '\u{1f642}', 'eyJhbGciOiJub25lIn0.e30.', 'null'])(
      'where it is garbage: %s',
      inactive,
    );

    it('where it has expired', async () => {
      const { access_token, refresh_token } = await freshTokens(world);
      clock.pass(599);
      expect(await introspect(world, access_token)).toMatchObject({ active: true });
      clock.pass(1);
      await inactive(access_token);
      clock.pass(31 * 86_400);
      await inactive(refresh_token);
    });

    it('where it was revoked', async () => {
      const { access_token, refresh_token } = await freshTokens(world);
      await post(world, '/oauth2/revoke', { token: refresh_token });
      await inactive(access_token);
      await inactive(refresh_token);
    });

    it('where it was rotated longer ago than the grace window; asking does not end the authorization', async () => {
      const { refresh_token } = await freshTokens(world);
      const next = (await refresh(world, refresh_token)).body;
      clock.pass(31);
      await inactive(refresh_token);
      expect(await introspect(world, next.refresh_token)).toMatchObject({ active: true });
    });

    it('where its signature was changed, or its claims', async () => {
      const { access_token } = await freshTokens(world);
      const [header, payload, signature] = access_token.split('.');
      const forged = Buffer.from(JSON.stringify({ ...decodeJwt(access_token), scope: 'clients:write' })).toString(
        'base64url',
      );
      await inactive(`${header}.${forged}.${signature}`);
      await inactive(`${header}.${payload}.`);
      await inactive(`${header}.${payload}.${signature.slice(0, -8)}AAAAAAAA`);
    });

    it('where it is an ID token or a code', async () => {
      await inactive((await freshTokens(world)).id_token);
      await inactive(await freshCode(world));
    });

    it('where its user was disabled', async () => {
      const users = world.app.get(UsersService);
      const { id } = await users.create({ username: 'mallory', password: PASSWORD });
      const { access_token, refresh_token } = await freshTokens(world, {}, undefined, 'mallory');
      await users.disable(id);
      await inactive(access_token);
      await inactive(refresh_token);
    });
  });

  it('is refused where the token is missing', async () => {
    const { status, body } = await post(world, '/oauth2/introspect', {});
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });

  it('is refused to anyone who does not authenticate (§4)', async () => {
    const { access_token: token } = await freshTokens(world);
    for (const client of [null, { id: 'app1', secret: undefined }, { id: 'app1', secret: 'wrong' }]) {
      const { status, body } = await post(world, '/oauth2/introspect', { token }, client);
      expect([status, body.error]).toEqual([401, 'invalid_client']);
    }
    const bearer = await fetch(`${world.issuer}/oauth2/introspect`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams({ token }),
    });
    expect(bearer.status).toBe(401);
  });

  it('is refused to public clients', async () => {
    const { access_token: token } = await freshTokens(world);
    const { status, body } = await post(world, '/oauth2/introspect', { token }, world.spa);
    expect([status, body.error]).toEqual([400, 'unauthorized_client']);
  });

  it('takes no GET, and no script of another origin reads it', async () => {
    const { access_token } = await freshTokens(world);
    expect((await fetch(`${world.issuer}/oauth2/introspect?token=${access_token}`)).status).toBe(405);
    const answer = await fetch(`${world.issuer}/oauth2/introspect`, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});
