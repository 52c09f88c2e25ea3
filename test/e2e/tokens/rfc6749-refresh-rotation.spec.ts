import { DAY, HOUR } from '../../../src/platform/clock.js';
import { DEFAULT_LIFETIMES } from '../../../src/platform/config/config.js';
import { Purge } from '../../../src/platform/schedule/purge.js';
import { ResourcesService } from '../../../src/resources/resources.service.js';
import { ALIVE, DEAD, GRACE, lives, outcome, REFUSED, times, userinfo } from '../../support/authorization-status.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { DIALECTS } from '../../support/test-database.js';
import {
  createWorld,
  freshCode,
  freshTokens,
  introspect,
  redeem,
  refresh,
  registerClient,
  type TestClient,
  type World,
} from '../../support/world.js';

/** Whose access tokens live for a day, and for a minute. */
const ARCHIVE = 'https://archive.example.com';
const VAULT = 'https://vault.example.com';

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
      expect(await lives(world, body)).toEqual(ALIVE);
    });

    it('leaves access tokens that were issued before as they are', async () => {
      const first = await freshTokens(world);
      await refresh(world, first.refresh_token);
      expect(await userinfo(world, first.access_token)).toBe(200);
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
      expect(await lives(world, retried.body)).toEqual(ALIVE);
      expect((await refresh(world, retried.body.refresh_token)).status).toBe(200);
    });

    it('may be repeated any number of times', async () => {
      const { refresh_token: token } = await freshTokens(world);
      const answers = [];
      for (let round = 0; round < 10; round++) answers.push(await refresh(world, token));
      expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1);
    });

    it('in a second tab catches up with an authorization that the first tab has rotated further', async () => {
      const { refresh_token: old } = await freshTokens(world);
      let latest = old;
      for (let round = 0; round < 5; round++) {
        clock.pass(5);
        latest = (await refresh(world, latest)).body.refresh_token;
      }
      const second = await refresh(world, old);
      expect([second.status, second.body.refresh_token]).toEqual([200, latest]);
      expect(await lives(world, second.body)).toEqual(ALIVE);
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

    it('of one token after the window, as a thief might send them, all fail and end the authorization', async () => {
      const { refresh_token: token } = await freshTokens(world);
      const { body } = await refresh(world, token);
      clock.pass(GRACE + 1);
      const answers = await times(50, () => refresh(world, token));
      expect(answers.map(outcome)).toEqual(Array(50).fill(REFUSED));
      expect(await lives(world, body)).toEqual(DEAD);
    });
  });

  describe('after the window', () => {
    it('a token that was rotated ends the whole authorization at once: refresh, introspection, own APIs', async () => {
      const first = await freshTokens(world);
      const second = (await refresh(world, first.refresh_token)).body;
      clock.pass(GRACE + 1);
      const third = (await refresh(world, second.refresh_token)).body;
      expect(await lives(world, third)).toEqual(ALIVE);
      expect(outcome(await refresh(world, first.refresh_token))).toEqual(REFUSED);
      for (const { access_token, refresh_token } of [first, second, third]) {
        expect(await lives(world, { access_token, refresh_token })).toEqual(DEAD);
        expect(outcome(await refresh(world, refresh_token))).toEqual(REFUSED);
      }
    });

    it('a thief who came first loses the tokens once the owner comes', async () => {
      const owner = await freshTokens(world);
      const thief = (await refresh(world, owner.refresh_token)).body;
      clock.pass(GRACE + 1);
      const thiefAgain = (await refresh(world, thief.refresh_token)).body;
      expect(outcome(await refresh(world, owner.refresh_token))).toEqual(REFUSED);
      expect(await lives(world, thiefAgain)).toEqual(DEAD);
      expect(outcome(await refresh(world, thiefAgain.refresh_token))).toEqual(REFUSED);
    });

    it('a thief who comes second ends it for everybody', async () => {
      const stolen = await freshTokens(world);
      const owner = (await refresh(world, stolen.refresh_token)).body;
      clock.pass(GRACE + 1);
      expect(outcome(await refresh(world, stolen.refresh_token))).toEqual(REFUSED);
      expect(await lives(world, owner)).toEqual(DEAD);
    });

    it('leaves other authorizations of the same user and client alone', async () => {
      const [bystander, victim] = [await freshTokens(world), await freshTokens(world)];
      await refresh(world, victim.refresh_token);
      clock.pass(GRACE + 1);
      await refresh(world, victim.refresh_token);
      expect(await lives(world, bystander)).toEqual(ALIVE);
      expect((await refresh(world, bystander.refresh_token)).status).toBe(200);
    });

    it('a token that was never rotated still works', async () => {
      const { refresh_token: token } = await freshTokens(world);
      clock.pass(29 * DAY);
      expect((await refresh(world, token)).status).toBe(200);
    });
  });

  describe('an access token that ends after the last refresh token', () => {
    const { refreshToken: END, refreshTokenIdle: IDLE } = DEFAULT_LIFETIMES;
    let client: TestClient;

    beforeAll(async () => {
      const resources = world.app.get(ResourcesService);
      const names = { name: 'Archive', scopes: [{ name: 'archive', description: 'Read it' }] };
      await resources.upsert({ ...names, identifier: ARCHIVE, accessTokenLifetime: DAY });
      const others = { name: 'Vault', scopes: [{ name: 'vault', description: 'Read it' }] };
      await resources.upsert({ ...others, identifier: VAULT, accessTokenLifetime: 60 });
      client = await registerClient(world, {
        client_id: 'archivist',
        redirect_uris: ['https://rp.example/cb'],
        grant_types: ['authorization_code', 'refresh_token'],
        scope: 'offline_access archive vault',
      });
    });

    const refreshFor = (token: string, resource: string) => refresh(world, token, { resource }, client);
    /** The refresh token of an authorization whose refresh tokens end in an hour. */
    const lateToken = async () => {
      const code = await freshCode(world, { client_id: client.id, scope: 'offline_access archive vault' });
      let { refresh_token: token } = (await redeem(world, code, {}, client)).body;
      let left = END;
      for (; left > IDLE; left -= IDLE - HOUR) {
        clock.pass(IDLE - HOUR);
        token = (await refreshFor(token, VAULT)).body.refresh_token;
      }
      clock.pass(left - HOUR);
      return token;
    };

    it('works until its end, although a later access token ends earlier', async () => {
      const long = (await refreshFor(await lateToken(), ARCHIVE)).body;
      const short = (await refreshFor(long.refresh_token, VAULT)).body;
      expect(await introspect(world, short.access_token, client)).toMatchObject({ active: true });
      clock.pass(2 * HOUR);
      await world.app.get(Purge).run();
      expect(await introspect(world, short.refresh_token, client)).toEqual({ active: false });
      expect(await introspect(world, long.access_token, client)).toMatchObject({ active: true });
    });

    it('works until its end, although a retry yielded it', async () => {
      const token = await lateToken();
      expect((await refreshFor(token, VAULT)).status).toBe(200);
      const retried = (await refreshFor(token, ARCHIVE)).body;
      clock.pass(2 * HOUR);
      await world.app.get(Purge).run();
      expect(await introspect(world, retried.access_token, client)).toMatchObject({ active: true });
    });
  });
});
