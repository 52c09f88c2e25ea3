import { AuditChain } from '../../../src/audit/audit-chain.service.js';
import { DeclarationsRepository } from '../../../src/operations/bootstrap/declarations.repository.js';
import { Database } from '../../../src/platform/database/database.js';
import { Purge } from '../../../src/platform/schedule/purge.js';
import { RolesRepository } from '../../../src/resources/roles.repository.js';
import { UserAttributes } from '../../../src/resources/user-attributes.service.js';
import { Invitations } from '../../../src/users/links/invitations.service.js';
import type { User } from '../../../src/users/user.js';
import { UsersService } from '../../../src/users/users.service.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { ENTITIES } from '../../support/entities.js';
import { countsIn } from '../../support/schema.js';
import { DIALECTS } from '../../support/test-database.js';
import { authorizeUrl, createWorld, freshTokens, post, refresh, type World } from '../../support/world.js';

const SHORT_LIVED = [
  'families',
  'sessions',
  'parked_requests',
  'sign_ins',
  'account_links',
  'throttles',
  'revoked_tokens',
] as const;
const LASTING = [
  'users',
  'clients',
  'resources',
  'scopes',
  'roles',
  'consents',
  'audit_events',
  'audit_chain',
  'sign_in_names',
  'declarations',
  'server_secrets',
  'user_attributes',
] as const;

/** Other tables of which some rows have an end. */
const OTHERS = [
  'client_assertions',
  'client_secrets',
  'signing_keys',
  'initial_access_tokens',
  'idempotency_keys',
  'email_codes',
  'mails',
  'pending_registrations',
  'quotas',
  'registration_invitations',
  'remembered_devices',
  'solved_tasks',
  'told_notices',
  'used_challenges',
] as const;

/** Other tables of which no row has an end. */
const KEPT = [
  'factors',
  'passkeys',
  'protected_hosts',
  'recovery_codes',
  'registration_approvals',
  'role_policies',
  'terms',
  'terms_acceptances',
  'totp_secrets',
] as const;

/** Tables of what is still to be done; a row goes when it is done. */
const QUEUES = ['deliveries', 'write_probes'] as const;

/** Seconds. */
const HOUR = 3600;
const DAY = 24 * HOUR;

type Counts = Readonly<Record<string, number>>;

describe.each(DIALECTS)('purging on %s', (dialect) => {
  let world: World;
  let clock: StoppedClock;
  let refreshToken: string;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    clock = stopClock(world);
    refreshToken = await leaveTraces();
    const role = { name: 'librarian', description: 'May see applications', scopes: ['clients:read'] };
    const { app } = world;
    await app.get(Database).transaction(async (transaction) => {
      await app.get(RolesRepository).store(role, transaction);
      await app.get(DeclarationsRepository).store('client', {}, transaction);
      await app.get(UserAttributes).applyBootstrap({ name: 'team', description: 'The team' }, transaction);
    });
    await world.app.get(AuditChain).seal();
  });
  afterAll(() => world.close());

  it('knows every table whose rows have an end', async () => {
    const deleted = await world.app.get(Purge).run();
    expect(Object.keys(deleted).sort()).toEqual([...SHORT_LIVED, ...OTHERS, 'clients', 'users', 'audit_events'].sort());
    expect([...SHORT_LIVED, ...LASTING, ...OTHERS, ...KEPT, ...QUEUES]).toHaveLength(ENTITIES.length);
  });

  it('leaves what is alive', async () => {
    const before = await counts([...SHORT_LIVED, ...LASTING]);
    expect(Object.entries(before).filter(([, count]) => count === 0)).toEqual([]);
    await world.app.get(Purge).run();
    expect(await counts([...SHORT_LIVED, ...LASTING])).toEqual(before);
  });

  it('deletes each row when its own time has come', async () => {
    const lasting = await counts(LASTING);
    clock.pass(HOUR);
    await world.app.get(Purge).run();
    expect(await counts(SHORT_LIVED)).toMatchObject({
      parked_requests: 0,
      throttles: 0,
      revoked_tokens: 0,
      sessions: 1,
    });
    clock.pass(2 * HOUR);
    await world.app.get(Purge).run();
    expect(await counts(SHORT_LIVED)).toMatchObject({ sessions: 0, families: 1 });
    expect(await counts(LASTING)).toEqual(lasting);
  });

  it('leaves a refresh token working until it ends', async () => {
    clock.pass(29 * DAY);
    await world.app.get(Purge).run();
    const { status, body } = await refresh(world, refreshToken);
    expect(status).toBe(200);
    refreshToken = body.refresh_token;
  });

  it('leaves nothing of what has ended, and all of the rest', async () => {
    const lasting = await counts(LASTING);
    clock.pass(91 * DAY);
    await world.app.get(Purge).run();
    expect(await counts(SHORT_LIVED)).toEqual(Object.fromEntries(SHORT_LIVED.map((table) => [table, 0])));
    expect(await counts(LASTING)).toEqual(lasting);
  });

  it('leaves a server that works', async () => {
    const { body } = await refresh(world, refreshToken);
    expect(body.error).toBe('invalid_grant');
    expect(await freshTokens(world)).toMatchObject({ access_token: expect.any(String) });
  });

  /** At least one row in every short-lived table. @returns a refresh token */
  async function leaveTraces(): Promise<string> {
    const { refresh_token, access_token } = await freshTokens(world);
    await post(world, '/oauth2/revoke', { token: access_token });
    const stranger = new Browser(world.issuer);
    await stranger.get(authorizeUrl(world));
    await stranger.submitFirstForm({ username: 'bob', password: 'wrong' });
    const carol = { username: 'carol', password: 'correct horse battery staple', password_change_required: true };
    await world.app.get(UsersService).create(carol);
    await stranger.submitFirstForm({ username: carol.username, password: carol.password });
    const bob = (await world.app.get(UsersService).findByUsername('bob')) as User;
    const invitations = world.app.get(Invitations);
    await world.app.get(Database).transaction((transaction) => invitations.invite(bob, transaction));
    return refresh_token;
  }

  async function counts(tables: readonly string[]): Promise<Counts> {
    const all = await countsIn(world.app.get(Database));
    return Object.fromEntries(tables.map((table) => [table, all[table] ?? Number.NaN]));
  }
});

describe.each(DIALECTS)('without its %s database the server', (dialect) => {
  let world: World;
  let readiness: number;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    readiness = (await fetch(`${world.issuer}/health/ready`)).status;
    await world.app.get(Database).close();
  });
  afterAll(() => world.close());

  it('was ready before', () => {
    expect(readiness).toBe(200);
  });

  it('says that it is not ready, but alive', async () => {
    const ready = await fetch(`${world.issuer}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'database unavailable' }]);
    expect((await fetch(`${world.issuer}/health/live`)).status).toBe(200);
  });

  it('still publishes its keys', async () => {
    expect((await fetch(`${world.issuer}/oauth2/jwks`)).status).toBe(200);
  });

  it('tells clients, without telling what broke', async () => {
    const answer = await post(world, '/oauth2/token', {
      grant_type: 'authorization_code',
      code: 'x'.repeat(65),
      redirect_uri: 'https://rp.example/cb',
    });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.body.error).toBe('temporarily_unavailable');
    expect(JSON.stringify(answer.body)).not.toMatch(/sqlite|postgres|select|at .*\.js/i);
  });

  it('tells people, without telling what broke', async () => {
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world));
    expect(browser.page.status).toBe(503);
    expect(browser.page.html).toContain('<h1>');
    expect(browser.page.html.replaceAll(/<[^>]+>/g, ' ')).not.toMatch(/sqlite|postgres|select |at .*\.js/i);
  });

  it('gives up purging until the next round', async () => {
    const deleted = await world.app.get(Purge).run();
    expect(Object.values(deleted).every((count) => count === 0)).toBe(true);
  });
});
