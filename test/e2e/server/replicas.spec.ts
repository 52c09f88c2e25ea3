import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserSessionsService } from '../../../src/authentication/sessions/user-sessions.service.js';
import { operator } from '../../../src/cli/operator.js';
import { ConsentService } from '../../../src/consent/consent.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { outcome, REFUSED, times } from '../../support/authorization-status.js';
import type { Browser } from '../../support/browser.js';
import { stopClock } from '../../support/clock.js';
import { freePort } from '../../support/free-port.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';
import { DIALECTS, newDatabaseUrl, type TestDialect } from '../../support/test-database.js';
import { until } from '../../support/until.js';
import {
  authorizeUrl,
  createWorld,
  freshCode,
  freshTokens,
  introspect,
  post,
  redeem,
  refresh,
  signedInBrowser,
  type World,
} from '../../support/world.js';

/** Each replica remembers what it wrote last; none may answer by what another has changed since. */
describe('two replicas on one PostgreSQL', () => {
  let one: World;
  let replica: TestApp;
  /** The same world, asked through the second replica. */
  let two: World;
  let alice: string;

  beforeAll(async () => {
    one = await createWorld({ dialect: 'postgres' });
    const port = await freePort();
    replica = await createTestApp({ ...one.config, port });
    two = { ...one, issuer: `http://localhost:${port}` };
    alice = (await one.app.get(UsersService).findByUsername('alice'))?.id ?? '';
  });
  afterAll(async () => {
    await replica.close();
    await one.close();
  });

  const withdraw = () => replica.app.get(ConsentService).withdraw(alice, one.app1.id);

  /** The error without a page, once the announcement has come: no time passes, after which something would be read again. */
  const soonRefused = async (browser: Browser) => {
    const clock = stopClock(one, replica);
    const error = await until(async () => {
      await browser.get(authorizeUrl(one, { prompt: 'none' }));
      return new URL(browser.location ?? '').searchParams.get('error') ?? undefined;
    });
    clock.goOn();
    return error;
  };

  it('take a code that the other one issued', async () => {
    expect(outcome(await redeem(two, await freshCode(one)))).toEqual([200, undefined]);
  });

  it('notice that the other one has redeemed a code, and revoke what came from it', async () => {
    const code = await freshCode(one);
    const { body: tokens } = await redeem(two, code);
    expect(outcome(await redeem(one, code))).toEqual(REFUSED);
    expect(outcome(await refresh(two, tokens.refresh_token))).toEqual(REFUSED);
  });

  it('redeem one code once, however many ask both at a time', async () => {
    const code = await freshCode(one);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, each) => redeem(each % 2 ? one : two, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('say that an authorization was withdrawn at the other one before its code was redeemed', async () => {
    const code = await freshCode(one);
    await withdraw();
    const answer = await redeem(one, code);
    expect(outcome(answer)).toEqual(REFUSED);
    expect(answer.body.error_description).toMatch(/withdrawn/);
    // Until then it would go on by the consent that it remembers.
    expect(await soonRefused(await signedInBrowser(one))).toBe('consent_required');
  });

  it('rotate a refresh token in turns', async () => {
    let { refresh_token } = await freshTokens(one);
    for (const world of [one, two, two, one, two, one, one]) {
      const { status, body } = await refresh(world, refresh_token);
      expect(status).toBe(200);
      expect(body.refresh_token).not.toBe(refresh_token);
      refresh_token = body.refresh_token;
    }
  });

  it('rotate a refresh token once, however many ask both at a time', async () => {
    const { refresh_token } = await freshTokens(one);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, each) => refresh(each % 2 ? one : two, refresh_token)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1);
  });

  it('know that the other one has rotated a token, so that a retry yields the current one', async () => {
    const { refresh_token } = await freshTokens(one);
    const { body: rotated } = await refresh(two, refresh_token);
    const { body: retried } = await refresh(one, refresh_token);
    expect(retried.refresh_token).toBe(rotated.refresh_token);
  });

  it('refuse a refresh token that was revoked at the other one', async () => {
    const { refresh_token } = await freshTokens(one);
    await post(two, '/oauth2/revoke', { token: refresh_token });
    expect(outcome(await refresh(one, refresh_token))).toEqual(REFUSED);
  });

  it('ask for consent again as soon as it was withdrawn at the other one', async () => {
    const browser = await signedInBrowser(one);
    await freshCode(one, {}, browser);
    await withdraw();
    expect(await soonRefused(browser)).toBe('consent_required');
  });

  it('redeem no code of a session that the other one has ended this moment, and soon issue none', async () => {
    const browser = await signedInBrowser(one);
    const code = await freshCode(one, {}, browser);
    await replica.app.get(UserSessionsService).endAll(alice, operator());
    expect(outcome(await redeem(one, code))).toEqual(REFUSED);
    expect(await soonRefused(browser)).toBe('login_required');
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

  it('refresh one token in parallel without a failure, and end with one authorization', async () => {
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
