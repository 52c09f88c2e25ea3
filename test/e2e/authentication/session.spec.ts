import { statement } from '../../../src/platform/database/database.js';
import { Purge } from '../../../src/platform/schedule/purge.js';
import { Interaction } from '../../support/interaction.js';
import { authorize, PASSWORD } from '../../support/world.js';

const COOKIE = 'gatehouse_session';
const SESSIONS = statement('test-sessions', 'SELECT digest, sid, user_id, last_seen_at FROM sessions');
const END_ALL = statement('test-end-all', 'DELETE FROM sessions');
const DISABLE = statement('test-disable', 'UPDATE users SET disabled_at = 1 WHERE username = $1');

interface Row {
  readonly digest: string;
  readonly sid: string;
  readonly user_id: string;
  readonly last_seen_at: number;
}

describe('sessions', () => {
  let world: Interaction;

  beforeAll(async () => {
    world = await Interaction.start();
  });
  beforeEach(() => world.database.execute(END_ALL));
  afterAll(() => world.close());

  const rows = () => world.database.query<Row>(SESSIONS);

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
      world.advance(sessionIdle - 5);
      expect((await browser.get('/account')).html).toContain('Alice Example');
    }
    world.advance(sessionIdle);
    await browser.get('/account');
    expect(browser.trail).toEqual(['/account', '/login']);
  });

  it('end for good after their absolute lifetime, however busy', async () => {
    const { session, sessionIdle } = world.server.config.lifetimes;
    const browser = await world.signedIn();
    for (let passed = 0; passed < session; passed += sessionIdle / 2) {
      expect((await browser.get('/account')).html).toContain('Alice Example');
      world.advance(sessionIdle / 2);
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
      world.advance(passed === 1 ? sessionIdle / 2 - 1 : sessionIdle / 2);
    }
    for (let tries = 0; tries < 2; tries++) expect((await ask('none')).has('code')).toBe(true);
    world.advance(1);
    expect((await ask('none')).get('error')).toBe('login_required');
  });

  it('are written at most once a minute', async () => {
    const browser = await world.signedIn();
    const [before] = await rows();
    world.advance(50);
    await browser.get('/account');
    expect((await rows())[0]?.last_seen_at).toBe(before?.last_seen_at);
    world.advance(15);
    await browser.get('/account');
    expect((await rows())[0]?.last_seen_at).toBeGreaterThan(before?.last_seen_at ?? 0);
  });

  it('are deleted some time after they ended', async () => {
    await world.signedIn();
    world.advance(world.server.config.lifetimes.sessionIdle);
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
    await world.database.execute(DISABLE, ['bob']);
    world.advance(60);
    await browser.get('/account');
    expect(browser.trail).toEqual(['/account', '/login']);
  });
});
