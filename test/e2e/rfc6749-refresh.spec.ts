import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../src/platform/database/database.js';
import { DeclaredUsers } from '../../src/users/declared-users.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { type StoppedClock, stopClock } from '../support/clock.js';
import { createTestApp } from '../support/test-app.js';
import { DIALECTS, newDatabaseUrl, type TestDialect } from '../support/test-database.js';
import {
  type Answer,
  createWorld,
  freshCode,
  freshTokens,
  introspect,
  post,
  redeem,
  refresh,
  registerClient,
  type World,
} from '../support/world.js';

const GRACE = 30;
const DAY = 86_400;

const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));
const outcome = ({ status, body }: Answer) => [status, body.error];
const REFUSED = [400, 'invalid_grant'];

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

  /** Whether the server's own API takes the access token. */
  const userinfo = async (accessToken: string) =>
    (await fetch(`${world.issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } })).status;

  /** Every way to find out whether the family still lives. */
  const lives = async (tokens: { access_token: string; refresh_token: string }) => [
    (await introspect(world, tokens.access_token)).active,
    (await introspect(world, tokens.refresh_token)).active,
    await userinfo(tokens.access_token),
  ];
  const ALIVE = [true, true, 200];
  const DEAD = [false, false, 401];

  describe('rotation', () => {
    it('answers with a new access token and a new refresh token that are not to be stored', async () => {
      const first = await freshTokens(world);
      clock.pass(1);
      const { status, headers, body } = await refresh(world, first.refresh_token);
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(body).toEqual({
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 600,
        scope: 'openid profile email offline_access api:read',
        refresh_token: expect.any(String),
        id_token: expect.any(String),
      });
      expect(body.refresh_token).not.toBe(first.refresh_token);
      expect(body.access_token).not.toBe(first.access_token);
      expect(await lives(body)).toEqual(ALIVE);
    });

    it('leaves access tokens that were issued before as they are', async () => {
      const first = await freshTokens(world);
      await refresh(world, first.refresh_token);
      expect(await userinfo(first.access_token)).toBe(200);
    });

    it('goes on for as long as the client likes', async () => {
      let { refresh_token: token } = await freshTokens(world);
      const seen = new Set([token]);
      for (let round = 0; round < 40; round++) {
        clock.pass(round % 3 === 0 ? 100 : 1);
        const answer = await refresh(world, token);
        expect(answer.status).toBe(200);
        token = answer.body.refresh_token;
        seen.add(token);
      }
      expect(seen.size).toBe(41);
    });
  });

  describe('a retry inside the grace window', () => {
    it('yields the same successor as the answer that was lost, and an access token that works', async () => {
      const first = await freshTokens(world);
      const lost = await refresh(world, first.refresh_token);
      clock.pass(GRACE - 1);
      const retried = await refresh(world, first.refresh_token);
      expect(retried.status).toBe(200);
      expect(retried.body.refresh_token).toBe(lost.body.refresh_token);
      expect(await lives(retried.body)).toEqual(ALIVE);
      expect((await refresh(world, retried.body.refresh_token)).status).toBe(200);
    });

    it('may be repeated any number of times', async () => {
      const { refresh_token: token } = await freshTokens(world);
      const answers = [];
      for (let round = 0; round < 10; round++) answers.push(await refresh(world, token));
      expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1);
    });

    it('in a second tab catches up with a family that the first tab has rotated further', async () => {
      const { refresh_token: old } = await freshTokens(world);
      let latest = old;
      for (let round = 0; round < 5; round++) {
        clock.pass(5);
        latest = (await refresh(world, latest)).body.refresh_token;
      }
      const second = await refresh(world, old);
      expect([second.status, second.body.refresh_token]).toEqual([200, latest]);
      expect(await lives(second.body)).toEqual(ALIVE);
    });

    it('counts from the rotation of the very token that is presented', async () => {
      const { refresh_token: oldest } = await freshTokens(world);
      const middle = (await refresh(world, oldest)).body.refresh_token;
      clock.pass(GRACE - 2);
      const latest = (await refresh(world, middle)).body.refresh_token;
      clock.pass(GRACE - 2);
      expect((await refresh(world, middle)).body.refresh_token).toBe(latest);
      expect(outcome(await refresh(world, oldest))).toEqual(REFUSED);
    });

    it('is not made longer by retries', async () => {
      const { refresh_token: token } = await freshTokens(world);
      await refresh(world, token);
      clock.pass(GRACE - 1);
      expect((await refresh(world, token)).status).toBe(200);
      clock.pass(2);
      expect(outcome(await refresh(world, token))).toEqual(REFUSED);
    });

    it('shows the token as active at introspection', async () => {
      const { refresh_token: token } = await freshTokens(world);
      await refresh(world, token);
      expect(await introspect(world, token)).toMatchObject({ active: true });
    });
  });

  describe('50 parallel refreshes', () => {
    it('all succeed and end with one and the same refresh token', async () => {
      const { refresh_token: token } = await freshTokens(world);
      const answers = await times(50, () => refresh(world, token));
      expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
      const [successor, ...others] = new Set(answers.map(({ body }) => body.refresh_token));
      expect(others).toEqual([]);
      expect((await refresh(world, successor)).status).toBe(200);
    });

    it('of tokens of several generations succeed too', async () => {
      const { refresh_token: first } = await freshTokens(world);
      const second = (await refresh(world, first)).body.refresh_token;
      const third = (await refresh(world, second)).body.refresh_token;
      const answers = await times(51, (index) => refresh(world, [first, second, third][index % 3]));
      expect(answers.map(({ status }) => status)).toEqual(Array(51).fill(200));
      const latest = (await refresh(world, third)).body.refresh_token;
      expect((await refresh(world, latest)).status).toBe(200);
    });

    it('of one token after the window, as a thief might send them, all fail and end the family', async () => {
      const { refresh_token: token } = await freshTokens(world);
      const { body } = await refresh(world, token);
      clock.pass(GRACE + 1);
      const answers = await times(50, () => refresh(world, token));
      expect(answers.map(outcome)).toEqual(Array(50).fill(REFUSED));
      expect(await lives(body)).toEqual(DEAD);
    });
  });

  describe('after the window', () => {
    it('a token that was rotated ends the whole family at once: refresh, introspection, own APIs', async () => {
      const first = await freshTokens(world);
      const second = (await refresh(world, first.refresh_token)).body;
      clock.pass(GRACE + 1);
      const third = (await refresh(world, second.refresh_token)).body;
      expect(await lives(third)).toEqual(ALIVE);
      expect(outcome(await refresh(world, first.refresh_token))).toEqual(REFUSED);
      for (const { access_token, refresh_token } of [first, second, third]) {
        expect(await lives({ access_token, refresh_token })).toEqual(DEAD);
        expect(outcome(await refresh(world, refresh_token))).toEqual(REFUSED);
      }
    });

    it('a thief who came first loses the tokens once the owner comes', async () => {
      const owner = await freshTokens(world);
      const thief = (await refresh(world, owner.refresh_token)).body;
      clock.pass(GRACE + 1);
      const thiefAgain = (await refresh(world, thief.refresh_token)).body;
      expect(outcome(await refresh(world, owner.refresh_token))).toEqual(REFUSED);
      expect(await lives(thiefAgain)).toEqual(DEAD);
      expect(outcome(await refresh(world, thiefAgain.refresh_token))).toEqual(REFUSED);
    });

    it('a thief who comes second ends it for everybody', async () => {
      const stolen = await freshTokens(world);
      const owner = (await refresh(world, stolen.refresh_token)).body;
      clock.pass(GRACE + 1);
      expect(outcome(await refresh(world, stolen.refresh_token))).toEqual(REFUSED);
      expect(await lives(owner)).toEqual(DEAD);
    });

    it('leaves other authorizations of the same user and client alone', async () => {
      const [bystander, victim] = [await freshTokens(world), await freshTokens(world)];
      await refresh(world, victim.refresh_token);
      clock.pass(GRACE + 1);
      await refresh(world, victim.refresh_token);
      expect(await lives(bystander)).toEqual(ALIVE);
      expect((await refresh(world, bystander.refresh_token)).status).toBe(200);
    });

    it('a token that was never rotated still works', async () => {
      const { refresh_token: token } = await freshTokens(world);
      clock.pass(29 * DAY);
      expect((await refresh(world, token)).status).toBe(200);
    });
  });

  describe('is refused', () => {
    it("where it is another client's, whose tokens live on", async () => {
      const tokens = await freshTokens(world);
      expect(outcome(await refresh(world, tokens.refresh_token, {}, world.other))).toEqual(REFUSED);
      expect(outcome(await refresh(world, tokens.refresh_token, {}, world.spa))).toEqual(REFUSED);
      expect(await lives(tokens)).toEqual(ALIVE);
    });

    it("where it is another client's and old, and does not even end that client's family", async () => {
      const tokens = await freshTokens(world);
      const { body } = await refresh(world, tokens.refresh_token);
      clock.pass(GRACE + 1);
      expect(outcome(await refresh(world, tokens.refresh_token, {}, world.other))).toEqual(REFUSED);
      expect(await lives(body)).toEqual(ALIVE);
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

    it('narrows for one access token and not for the family', async () => {
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
    it('end a family that was not used for 30 days', async () => {
      const tokens = await freshTokens(world);
      clock.pass(30 * DAY - 1);
      const { refresh_token } = (await refresh(world, tokens.refresh_token)).body;
      clock.pass(30 * DAY);
      expect(outcome(await refresh(world, refresh_token))).toEqual(REFUSED);
      expect(await introspect(world, refresh_token)).toEqual({ active: false });
    });

    it('end every family after 90 days, however busy', async () => {
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
    expect(await lives(tokens)).toEqual(ALIVE);
    await users.disable(id);
    expect(outcome(await refresh(world, tokens.refresh_token))).toEqual(REFUSED);
    expect(await lives(tokens)).toEqual(DEAD);
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

describe.each(DIALECTS)('two servers on one %s database', (dialect) => {
  let folder: string;
  let first: World;
  let second: World;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gatehouse-test-'));
    const databaseUrl = await sharedDatabaseUrl(dialect, folder);
    first = await createWorld({ databaseUrl });
    const twin = await createTestApp({ databaseUrl, issuer: first.issuer });
    second = { ...first, ...twin, issuer: `http://localhost:${twin.config.port}` };
  });
  afterAll(async () => {
    await Promise.all([first.close(), second.close()]);
    rmSync(folder, { recursive: true });
  });

  it('refresh one token in parallel without a failure, and end with one family', async () => {
    const { refresh_token: token } = await freshTokens(first);
    const answers = await times(50, (index) => refresh(index % 2 ? first : second, token));
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
    const [successor, ...others] = new Set(answers.map(({ body }) => body.refresh_token));
    expect(others).toEqual([]);
    expect((await refresh(second, successor)).status).toBe(200);
  });

  it('let one of many parallel redemptions of a code win', async () => {
    const code = await freshCode(first);
    const answers = await times(20, (index) => redeem(index % 2 ? first : second, code));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.error === 'invalid_grant')).toHaveLength(19);
  });

  it('know at once what the other has revoked, and accept what the other has signed', async () => {
    const tokens = await freshTokens(first);
    expect(await introspect(second, tokens.access_token)).toMatchObject({ active: true });
    await post(first, '/oauth2/revoke', { token: tokens.refresh_token });
    expect(await introspect(second, tokens.access_token)).toEqual({ active: false });
    expect(outcome(await refresh(second, tokens.refresh_token))).toEqual(REFUSED);
  });
});

async function sharedDatabaseUrl(dialect: TestDialect, folder: string): Promise<string> {
  return dialect === 'sqlite' ? `sqlite:${join(folder, 'shared.sqlite')}` : newDatabaseUrl(dialect);
}
