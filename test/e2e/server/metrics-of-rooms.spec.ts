import { setTimeout as pause } from 'node:timers/promises';
import { roomsOf } from '../../../src/app.module.js';
import { KeysService } from '../../../src/keys/keys.service.js';
import { Database } from '../../../src/platform/database/database.js';
import { Declarations } from '../../../src/platform/declarations.js';
import { METRICS, type Metric } from '../../../src/platform/telemetry/metric.js';
import { Metrics } from '../../../src/platform/telemetry/metrics.js';
import { PasswordHasher } from '../../../src/users/passwords/password-hasher.js';
import { Browser } from '../../support/browser.js';
import { stopClock } from '../../support/clock.js';
import { REFUSED, SELECT } from '../../support/counting.js';
import { METRICS_TOKEN } from '../../support/test-app.js';
import { DIALECTS } from '../../support/test-database.js';
import { until } from '../../support/until.js';
import {
  authorize,
  authorizeUrl,
  createWorld,
  freshTokens,
  PASSWORD,
  post,
  redeem,
  refresh,
  type World,
} from '../../support/world.js';

describe.each(DIALECTS)('the metrics on %s', (dialect) => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld({ dialect });
  });
  afterAll(() => world.close());

  /** The value of the series with exactly these labels. */
  const value = async (name: string, labels: Readonly<Record<string, string>> = {}) => {
    const metric = await world.app.get(Metrics).registry.getSingleMetric(name)?.get();
    const found = metric?.values.find(
      (each) => JSON.stringify({ ...each.labels }) === JSON.stringify(labels) && !/_(sum|bucket)$/.test(nameOf(each)),
    );
    return found?.value ?? 0;
  };
  /** By how much a series grows meanwhile. */
  const growth = async (work: () => Promise<unknown>, ...series: readonly Parameters<typeof value>[]) => {
    const before = await Promise.all(series.map((each) => value(...each)));
    await work();
    const after = await Promise.all(series.map((each) => value(...each)));
    return after.map((each, index) => each - (before[index] ?? 0));
  };
  const signIn = async (password: string, username = 'alice') => {
    const browser = new Browser(world.issuer);
    await browser.get('/login');
    await browser.submitFirstForm({ username, password });
    return browser;
  };

  it('count sign-ins by outcome and by what was proven', async () => {
    const series = [
      ['sign_ins_total', { outcome: 'succeeded', authenticator: 'pwd' }],
      ['sign_ins_total', { outcome: 'failed', authenticator: 'pwd' }],
      ['audit_events_total', { type: 'login.failed' }],
    ] satisfies Parameters<typeof value>[];
    const work = async () => {
      await signIn(PASSWORD);
      await signIn('wrong', 'no one');
      await signIn('wrong', 'no one');
    };
    expect(await growth(work, ...series)).toEqual([1, 2, 2]);
  });

  it('count attempts that throttling turns away', async () => {
    const clock = stopClock(world);
    const work = async () => {
      for (let attempt = 0; attempt < 8; attempt++) await signIn('wrong', 'someone');
    };
    const [turnedAway = 0] = await growth(work, ['throttled_attempts_total', { counter: 'login' }]);
    expect(turnedAway).toBe(2);
    clock.goOn();
  });

  it('count tokens by grant and outcome, reuse and revocation', async () => {
    const browser = await signIn(PASSWORD);
    await browser.get(authorizeUrl(world));
    const tokens = await freshTokens(world);
    const work = async () => {
      await refresh(world, tokens.refresh_token);
      await refresh(world, 'unknown');
      await post(world, '/oauth2/token', { grant_type: 'client_credentials', scope: 'nothing' }, world.app1);
      await post(world, '/oauth2/token', { grant_type: 'x'.repeat(50) }, world.app1);
      const code = (await authorize(world)).get('code') ?? '';
      await redeem(world, code);
      await redeem(world, code);
      await post(world, '/oauth2/revoke', { token: tokens.access_token }, world.app1);
    };
    const grown = await growth(
      work,
      ['token_answers_total', { grant: 'refresh_token', outcome: 'issued' }],
      ['token_answers_total', { grant: 'refresh_token', outcome: 'invalid_grant' }],
      ['token_answers_total', { grant: 'client_credentials', outcome: 'invalid_scope' }],
      ['token_answers_total', { grant: 'unknown', outcome: 'unsupported_grant_type' }],
      ['token_answers_total', { grant: 'authorization_code', outcome: 'issued' }],
      ['token_answers_total', { grant: 'authorization_code', outcome: 'invalid_grant' }],
      ['audit_events_total', { type: 'code.replayed' }],
      ['audit_events_total', { type: 'access_token.revoked' }],
    );
    expect(grown).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('say how long passwords wait for their turn', async () => {
    const hasher = world.app.get(PasswordHasher);
    const work = async () => {
      const hashes = Array.from({ length: 12 }, () => hasher.hash(PASSWORD));
      expect(await value('password_queue_length')).toBeGreaterThan(0);
      await Promise.all(hashes);
    };
    expect(await growth(work, ['password_queue_wait_seconds'])).toEqual([12]);
    expect(await value('password_queue_length')).toBe(0);
  });

  it('say what the database does, and what it refuses', async () => {
    const database = world.app.get(Database);
    const work = async () => {
      await database.query(SELECT, ['unknown']);
      await expect(database.query(REFUSED)).rejects.toMatchObject({ message: expect.stringContaining('nothing') });
      await database.transaction(async () => undefined);
      const failing = database.transaction(async () => {
        throw new Error('for a reason of its own');
      });
      await expect(failing).rejects.toThrow('for a reason of its own');
    };
    const [statements = 0, transactions = 0, refused] = await growth(
      work,
      ['database_duration_seconds', { operation: 'statement' }],
      ['database_duration_seconds', { operation: 'transaction' }],
      ['database_errors_total', { kind: 'refused' }],
    );
    // Work in the background may ask too.
    expect([statements >= 2, transactions >= 2, refused]).toEqual([true, true, 1]);
    const open =
      (await value('database_connections', { state: 'idle' })) +
      (await value('database_connections', { state: 'busy' }));
    expect(open).toBeGreaterThan(0);
  });

  it('say how old the keys are, and follow a rotation', async () => {
    const keys = world.app.get(KeysService);
    await pause(20);
    expect(await value('signing_key_age_seconds', { alg: 'ES256' })).toBeGreaterThan(0.01);
    expect(await value('signing_key_age_seconds', { alg: 'PS256' })).toBe(0);
    await keys.rotate('PS256', { immediately: true });
    expect(await value('signing_key_age_seconds', { alg: 'PS256' })).toBeGreaterThan(0);
  });

  it('count what only the database knows by and by, and no more labels than were declared', async () => {
    const counted = async (name: string) => Number.isInteger(await value(name));
    for (const name of ['sessions_active', 'audit_events_unsealed', 'deliveries_waiting'])
      await until(() => counted(name));
    expect(await value('sessions_active')).toBeGreaterThan(0);
    const { registry } = world.app.get(Metrics);
    const declared: readonly Metric[] = new Declarations(roomsOf({ metrics: {} })).all(METRICS);
    for (const { type, options } of declared) {
      const { values = [] } = (await registry.getSingleMetric(options.name)?.get()) ?? {};
      const series = values.filter((each) => type !== 'histogram' || nameOf(each).endsWith('_count'));
      expect([options.name, series.length <= (options.most ?? 1)]).toEqual([options.name, true]);
    }
  });

  it('are what a scrape shows', async () => {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    const text = await (await fetch(`${world.issuer}/metrics`, { headers })).text();
    for (const { options } of new Declarations(roomsOf({ metrics: {} })).all(METRICS))
      expect(text).toContain(`# HELP ${options.name} `);
    expect(text).toMatch(/^gatehouse_build_info\{version="\d+\.\d+\.\d+.*",node="\d+\..*"\} 1$/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  });
});

/** Of histograms, values have names of their own. */
function nameOf(value: object): string {
  return 'metricName' in value ? String(value.metricName) : '';
}
