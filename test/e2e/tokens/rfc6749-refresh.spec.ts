import { DAY } from '../../../src/platform/clock.js';
import { Database } from '../../../src/platform/database/database.js';
import { DeclaredUsers } from '../../../src/users/declared-users.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { ALIVE, DEAD, GRACE, lives, outcome, REFUSED } from '../../support/authorization-status.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { DIALECTS } from '../../support/test-database.js';
import {
  createWorld,
  freshCode,
  freshTokens,
  introspect,
  post,
  redeem,
  refresh,
  registerClient,
  type World,
} from '../../support/world.js';

describe.each(DIALECTS)('RFC 6749 §6, RFC 9700 §4.14: refresh tokens on %s', (dialect) => {
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

  describe('is refused', () => {
    it("where it is another client's, whose tokens live on", async () => {
      const tokens = await freshTokens(world);
      expect(outcome(await refresh(world, tokens.refresh_token, {}, world.other))).toEqual(REFUSED);
      expect(outcome(await refresh(world, tokens.refresh_token, {}, world.spa))).toEqual(REFUSED);
      expect(await lives(world, tokens)).toEqual(ALIVE);
    });

    it("where it is another client's and old, and does not even end that client's authorization", async () => {
      const tokens = await freshTokens(world);
      const { body } = await refresh(world, tokens.refresh_token);
      clock.pass(GRACE + 1);
      expect(outcome(await refresh(world, tokens.refresh_token, {}, world.other))).toEqual(REFUSED);
      expect(await lives(world, body)).toEqual(ALIVE);
    });

    it('where it was tampered with, anywhere', async () => {
      const { refresh_token: token } = await freshTokens(world);
      const changed = (at: number) => token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
      const places = Array.from({ length: token.length }, (_, at) => at);
      const answers = await Promise.all(places.map((at) => refresh(world, changed(at))));
      expect(answers.map(outcome)).toEqual(places.map(() => REFUSED));
      expect((await refresh(world, token)).status).toBe(200);
    });

    it.each(['x', '.', 'a.b.c', 'A'.repeat(91), '\u{1f642}'.repeat(20), '-'.repeat(8000), '%00', "' OR '1'='1"])(
      'where it is garbage: %.20s',
      async (token) => {
        expect(outcome(await refresh(world, token))).toEqual(REFUSED);
      },
    );

    it('where it is spelled differently', async () => {
      const { refresh_token: token } = await freshTokens(world);
      for (const spelling of [
        `${token}=`,
        ` ${token}`,
        `${token}\n`,
        `${token.replaceAll('-', '+').replaceAll('_', '/')}==`,
      ]) {
        expect(outcome(await refresh(world, spelling))).toEqual(REFUSED);
      }
    });

    it('where it is an access token, an ID token or a code', async () => {
      const { access_token, id_token } = await freshTokens(world);
      for (const token of [access_token, id_token]) expect(outcome(await refresh(world, token))).toEqual(REFUSED);
    });

    it('where it is missing or repeated', async () => {
      expect((await post(world, '/oauth2/token', { grant_type: 'refresh_token' })).body.error).toBe('invalid_request');
    });

    it('where the client does not authenticate', async () => {
      const { refresh_token } = await freshTokens(world);
      const { status, body } = await refresh(world, refresh_token, {}, { id: 'app1', secret: undefined });
      expect([status, body.error]).toEqual([401, 'invalid_client']);
      expect((await refresh(world, refresh_token, {}, { id: 'app1', secret: 'wrong' })).status).toBe(401);
    });
  });

  describe('scope', () => {
    it('cannot grow beyond what was granted', async () => {
      const { refresh_token } = await freshTokens(world, { scope: 'openid api:read offline_access' });
      const { status, body } = await refresh(world, refresh_token, { scope: 'openid api:read api:write' });
      expect([status, body.error]).toEqual([400, 'invalid_scope']);
      expect((await refresh(world, refresh_token)).body.scope).toBe('openid api:read offline_access');
    });

    it('narrows for one access token and not for the authorization', async () => {
      const { refresh_token } = await freshTokens(world);
      const narrow = (await refresh(world, refresh_token, { scope: 'api:read' })).body;
      expect([narrow.scope, narrow.id_token]).toEqual(['api:read', undefined]);
      expect(await introspect(world, narrow.access_token)).toMatchObject({ scope: 'api:read' });
      const wide = (await refresh(world, narrow.refresh_token)).body;
      expect(wide.scope).toBe('openid profile email offline_access api:read');
    });

    it('loses what the user may no longer have', async () => {
      const users = world.app.get(UsersService);
      await users.create({ username: 'carol', password: 'correct horse battery staple', roles: ['admin'] });
      const { refresh_token, scope } = await freshTokens(
        world,
        { scope: 'openid api:read api:admin' },
        undefined,
        'carol',
      );
      expect(scope).toBe('openid api:read api:admin');
      const declaredUsers = world.app.get(DeclaredUsers);
      const [declared] = await declaredUsers.prepare([{ username: 'carol', roles: [] }]);
      if (!declared) throw new Error('nothing was prepared');
      await world.app.get(Database).transaction((transaction) => declaredUsers.apply(declared, transaction));
      expect((await refresh(world, refresh_token)).body.scope).toBe('openid api:read');
    });
  });

  describe('lifetimes', () => {
    it('end an authorization that was not used for 30 days', async () => {
      const tokens = await freshTokens(world);
      clock.pass(30 * DAY - 1);
      const { refresh_token } = (await refresh(world, tokens.refresh_token)).body;
      clock.pass(30 * DAY);
      expect(outcome(await refresh(world, refresh_token))).toEqual(REFUSED);
      expect(await introspect(world, refresh_token)).toEqual({ active: false });
    });

    it('end every authorization after 90 days, however busy', async () => {
      let { refresh_token: token } = await freshTokens(world);
      for (let day = 0; day < 80; day += 20) {
        clock.pass(20 * DAY);
        token = (await refresh(world, token)).body.refresh_token;
      }
      expect((await introspect(world, token)).active).toBe(true);
      clock.pass(10 * DAY - 1);
      token = (await refresh(world, token)).body.refresh_token;
      clock.pass(1);
      expect(outcome(await refresh(world, token))).toEqual(REFUSED);
    });
  });

  it('ends for a user who is disabled, at refresh, introspection and our own APIs', async () => {
    const users = world.app.get(UsersService);
    const { id } = await users.create({ username: 'mallory', password: 'correct horse battery staple' });
    const tokens = await freshTokens(world, {}, undefined, 'mallory');
    expect(await lives(world, tokens)).toEqual(ALIVE);
    await users.disable(id);
    expect(outcome(await refresh(world, tokens.refresh_token))).toEqual(REFUSED);
    expect(await lives(world, tokens)).toEqual(DEAD);
  });

  it('is given to a public client too, which needs no secret to use it', async () => {
    const spa = { client_id: 'spa', redirect_uri: 'https://spa.example/cb', scope: 'openid api:read' };
    const { body } = await redeem(world, await freshCode(world, spa), { redirect_uri: spa.redirect_uri }, world.spa);
    const next = await refresh(world, body.refresh_token, {}, world.spa);
    expect([next.status, next.body.scope]).toEqual([200, 'openid api:read']);
  });

  it('is not given without offline_access to a client that is not registered for the grant', async () => {
    const client = await registerClient(world, {
      client_id: `codes-${dialect}`,
      redirect_uris: ['https://rp.example/cb'],
      grant_types: ['authorization_code'],
      scope: 'openid api:read offline_access',
    });
    const tokensFor = async (scope: string) =>
      (await redeem(world, await freshCode(world, { client_id: client.id, scope }), {}, client)).body;
    expect(await tokensFor('openid api:read')).not.toHaveProperty('refresh_token');
    const { refresh_token } = await tokensFor('openid api:read offline_access');
    expect((await refresh(world, refresh_token, {}, client)).status).toBe(200);
  });

  it('carries no nonce into later ID tokens, and the first sign-in as auth_time (OIDC Core §12.2)', async () => {
    const first = await freshTokens(world);
    clock.pass(100);
    const second = (await refresh(world, first.refresh_token)).body;
    const claims = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
    const [before, after] = [claims(first.id_token), claims(second.id_token)];
    expect(after.nonce).toBeUndefined();
    expect([after.iss, after.sub, after.aud, after.auth_time, after.sid]).toEqual([
      before.iss,
      before.sub,
      before.aud,
      before.auth_time,
      before.sid,
    ]);
    expect(after.iat).toBe(before.iat + 100);
  });
});
