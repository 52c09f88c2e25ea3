import { UsersService } from '../../../src/users/users.service.js';
import { adminApi } from '../../support/admin.js';
import { giveApp } from '../../support/authenticator-app.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { DIALECTS } from '../../support/test-database.js';
import { createWorld, PASSWORD, signedInBrowser, type World } from '../../support/world.js';

const ACTIVITY = '/account/activity';

describe.each(DIALECTS)('the activity of an account on %s', (dialect) => {
  let world: World;
  let clock: StoppedClock;

  beforeAll(async () => {
    world = await createWorld({ dialect, trustProxy: ['127.0.0.1'] });
    clock = stopClock(world);
  });
  afterAll(() => world.close());

  const actsOf = (html: string) => [...html.matchAll(/<div class="what"><p>([^<]+)/g)].map(([, text]) => text);

  it('has what administrators did to it, newest first among what its person did, without who and where', async () => {
    const api = await adminApi(world, 'users:read users:write sessions:write');
    const { id } = await world.app.get(UsersService).create({ username: 'carol', password: PASSWORD });
    await signedInBrowser(world, 'carol');
    const acts: readonly (readonly [string, string, unknown?])[] = [
      ['PATCH', '', { nickname: 'Caz' }],
      ['PATCH', '', { email: 'caz@example.com' }],
      ['DELETE', '/factors'],
      ['POST', '/disable'],
      ['POST', '/enable'],
      ['POST', '/password', { password: PASSWORD }],
    ];
    clock.pass(1);
    await giveApp(world, 'carol');
    for (const [method, path, body] of acts) {
      clock.pass(1);
      expect((await api(method, `/users/${id}${path}`, body)).status).toBeLessThan(300);
    }
    clock.pass(1);
    const browser = new Browser(world.issuer, { 'x-forwarded-for': '198.51.100.7' });
    await browser.get('/login');
    await browser.submitFirstForm({ username: 'carol', password: PASSWORD });
    const { html } = await browser.get(ACTIVITY);
    // At the same moment as what caused it.
    const ended = 'An administrator signed you out in one browser.';
    expect(actsOf(html)).toContain(ended);
    expect(actsOf(html).filter((text) => text !== ended)).toEqual([
      'You signed in.',
      'An administrator gave your account another password.',
      'An administrator enabled your account again.',
      'An administrator disabled your account.',
      'An administrator reset your sign-in steps.',
      'An administrator changed your email address.',
      'An administrator changed your profile or your roles.',
      'An administrator brought a sign-in step of yours from another server.',
      'You signed in.',
    ]);
    expect(html.match(/198\.51\.100\.7/g)).toHaveLength(1);
    expect(html).not.toContain('an-admin');
    // Which one was brought.
    expect(html).toContain('from another server.</p><small>Authenticator app');
    const other = await signedInBrowser(world, 'bob');
    expect(actsOf((await other.get(ACTIVITY)).html)).toEqual(['You signed in.']);
  });
});
