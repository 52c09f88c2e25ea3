import { SessionEntity } from '../../../src/authentication/sessions/session.entity.js';
import { Purge } from '../../../src/platform/schedule/purge.js';
import { UserEntity } from '../../../src/users/user.entity.js';
import { Interaction } from '../../support/interaction.js';
import { changeRows, deleteRows, rowsOf } from '../../support/rows.js';
import { authorize, PASSWORD } from '../../support/world.js';

const COOKIE = 'gatehouse_session';

describe('sessions', () => {
  let world: Interaction;

  beforeAll(async () => {
    world = await Interaction.start();
  });
  beforeEach(() => deleteRows(world.server, SessionEntity));
  afterAll(() => world.close());

  const rows = () => rowsOf(world.server, SessionEntity);

  it('keep only the digest of the cookie', async () => {
    const browser = await world.signedIn();
    const cookie = browser.cookie(COOKIE) ?? '';
    expect(Buffer.from(cookie, 'base64url')).toHaveLength(32);
    expect(JSON.stringify(await rows())).not.toContain(cookie);
  });

  it('get a new identifier at each sign-in, never one that was there before (fixation)', async () => {
    const browser = world.newBrowser();
    browser.setCookie(COOKIE, 'planted-by-an-attacker');
    await world.signIn(browser);
    const first = browser.cookie(COOKIE) ?? '';
    expect(first).not.toBe('planted-by-an-attacker');
    await world.signIn(browser, 'alice', PASSWORD, `/login?request=${await world.park()}`);
    expect(browser.cookie(COOKIE)).not.toBe(first);

    const thief = world.newBrowser();
    thief.setCookie(COOKIE, first);
    await thief.get('/account');
    expect(thief.trail).toEqual(['/account', '/login']);
  });

  it('keep their sid where the same person signs in again', async () => {
    const browser = await world.signedIn();
    const [before] = await rows();
    await world.signIn(browser, 'alice', PASSWORD, `/login?request=${await world.park()}`);
    expect(await rows()).toEqual([expect.objectContaining({ sid: before?.sid })]);
  });

  it('end after idling', async () => {
    const { sessionIdle } = world.server.config.lifetimes;
    const browser = await world.signedIn();
    for (let visit = 0; visit < 3; visit++) {
      world.pass(sessionIdle - 5);
      expect((await browser.get('/account')).html).toContain('Alice Example');
    }
    world.pass(sessionIdle);
    await browser.get('/account');
    expect(browser.trail).toEqual(['/account', '/login']);
  });

  it('end for good after their absolute lifetime, however busy', async () => {
    const { session, sessionIdle } = world.server.config.lifetimes;
    const browser = await world.signedIn();
    for (let passed = 0; passed < session; passed += sessionIdle / 2) {
      expect((await browser.get('/account')).html).toContain('Alice Example');
      world.pass(sessionIdle / 2);
    }
    await browser.get('/account');
    expect(browser.trail).toEqual(['/account', '/login']);
  });

  it('yield no code once they have ended, not even to who got one a second ago', async () => {
    const { session, sessionIdle } = world.server.config.lifetimes;
    const browser = await world.signedIn();
    const ask = (prompt: string) => authorize(world.server, { client_id: 'web-app', prompt }, browser);
    await ask('consent');
    for (let passed = 1; passed < session; passed += sessionIdle / 2) {
      await browser.get('/account');
      world.pass(passed === 1 ? sessionIdle / 2 - 1 : sessionIdle / 2);
    }
    for (let tries = 0; tries < 2; tries++) expect((await ask('none')).has('code')).toBe(true);
    world.pass(1);
    expect((await ask('none')).get('error')).toBe('login_required');
  });

  it('are written at most once a minute', async () => {
    const browser = await world.signedIn();
    const [before] = await rows();
    world.pass(50);
    await browser.get('/account');
    expect((await rows())[0]?.lastSeenAt).toBe(before?.lastSeenAt);
    world.pass(15);
    await browser.get('/account');
    expect((await rows())[0]?.lastSeenAt).toBeGreaterThan(before?.lastSeenAt ?? 0);
  });

  it('are deleted some time after they ended', async () => {
    await world.signedIn();
    world.pass(world.server.config.lifetimes.sessionIdle);
    await world.server.app.get(Purge).run();
    await expect(rows()).resolves.toEqual([]);
  });

  it('travel in a cookie that neither scripts nor other sites see', async () => {
    const browser = world.newBrowser();
    const { form } = await browser.get('/login');
    const answer = await fetch(`${world.server.config.issuer}/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: `gatehouse_browser=${browser.cookie('gatehouse_browser')}` },
      body: new URLSearchParams({ username: 'alice', password: PASSWORD, csrf: form?.fields.csrf ?? '' }),
    });
    const cookie = answer.headers.getSetCookie().find((each) => each.startsWith(COOKIE)) ?? '';
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('end for a user who is disabled', async () => {
    const browser = await world.signedIn('bob');
    await changeRows(world.server, UserEntity, { username: 'bob' }, { disabledAt: 1 });
    world.pass(60);
    await browser.get('/account');
    expect(browser.trail).toEqual(['/account', '/login']);
  });
});
