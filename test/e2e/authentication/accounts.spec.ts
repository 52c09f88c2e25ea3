import { jest } from '@jest/globals';
import { KeysService } from '../../../src/keys/keys.service.js';
import { statement } from '../../../src/platform/database/database.js';
import { UsersService } from '../../../src/users/users.service.js';
import type { Browser } from '../../support/browser.js';
import { Interaction } from '../../support/interaction.js';
import { authorizeUrl, PASSWORD, signInAs } from '../../support/world.js';

const COOKIE = 'gatehouse_session';
const SESSIONS = statement('test-sessions', 'SELECT digest, sid, user_id AS "userId" FROM sessions');
const END_ALL = statement('test-end-all', 'DELETE FROM sessions');

interface Row {
  readonly digest: string;
  readonly sid: string;
  readonly userId: string;
}

describe('several accounts in one browser', () => {
  let world: Interaction;

  beforeAll(async () => {
    world = await Interaction.start();
    const users = world.server.app.get(UsersService);
    for (let each = 1; each <= 11; each += 1) await users.create({ username: `person-${each}`, password: PASSWORD });
  });
  beforeEach(() => world.database.execute(END_ALL));
  afterAll(() => world.close());

  const rows = () => world.database.query<Row>(SESSIONS);
  /** alice and then bob, who is active. */
  const twice = async (): Promise<Browser> => {
    const browser = await world.signedIn('alice');
    await signInAs(browser, 'bob');
    return browser;
  };
  /** Whose account page is shown; undefined where it is not. */
  const active = async (browser: Browser): Promise<string | undefined> => {
    await browser.get('/account');
    return /class="account"><span class="person"><span[^>]*>.<\/span><span class="who"><bdi>([^<]*)/.exec(
      browser.page.html,
    )?.[1];
  };
  const listed = (browser: Browser): readonly string[] =>
    [...browser.page.html.matchAll(/id="account-\d+".*?<span class="who"><bdi>([^<]*)/g)].map(([, name = '']) => name);
  const choiceOf = (browser: Browser, name: string): string =>
    new RegExp(`value="([^"]+)"><span[^>]*>.</span><span class="who"><bdi>${name}<`).exec(browser.page.html)?.[1] ?? '';
  /** The fields of the form that signs out the account listed at this place. */
  const signOutForm = (browser: Browser, place: number): Record<string, string> => {
    const [, form = ''] = new RegExp(`<form id="sign-out-${place}"[^>]*>(.*?)</form>`).exec(browser.page.html) ?? [];
    return Object.fromEntries(
      [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
  };

  it('go on beside each other, each with a sid and a secret of its own, stored as digests only', async () => {
    const browser = await twice();
    const sessions = await rows();
    expect(new Set(sessions.map(({ sid }) => sid)).size).toBe(2);
    const secrets = (browser.cookie(COOKIE) ?? '').split('.');
    expect(secrets.map((each) => Buffer.from(each, 'base64url').length)).toEqual([32, 32]);
    for (const secret of secrets) expect(JSON.stringify(sessions)).not.toContain(secret);
    await expect(active(browser)).resolves.toBe('bob');
  });

  it('get a new secret at each sign-in, and the secret that was there before is worth nothing (fixation)', async () => {
    const browser = await twice();
    const [ofBob = '', ofAlice = ''] = (browser.cookie(COOKIE) ?? '').split('.');
    await signInAs(browser, 'alice');
    const after = (browser.cookie(COOKIE) ?? '').split('.');
    expect([after.length, after[1], after.includes(ofAlice)]).toEqual([2, ofBob, false]);
    const thief = world.newBrowser();
    thief.setCookie(COOKIE, ofAlice);
    await expect(active(thief)).resolves.toBeUndefined();
  });

  it('take in nothing that was planted', async () => {
    const browser = world.newBrowser();
    browser.setCookie(COOKIE, ['planted', ...Array.from({ length: 500 }, (_, each) => `planted-${each}`)].join('.'));
    await world.signIn(browser);
    expect(browser.cookie(COOKIE)).not.toMatch(/planted|\./);
  });

  it('are ten at most: one more ends the session that was unused for longest', async () => {
    const browser = await world.signedIn('person-1');
    for (let each = 2; each <= 10; each += 1) await signInAs(browser, `person-${each}`);
    await browser.get('/select-account');
    await browser.submitFirstForm({}, choiceOf(browser, 'person-1'));
    await signInAs(browser, 'person-11');
    await browser.get('/select-account');
    expect(listed(browser)).toEqual([11, 1, 10, 9, 8, 7, 6, 5, 4, 3].map((each) => `person-${each}`));
    expect(await rows()).toHaveLength(10);
    const second = await world.server.app.get(UsersService).findByUsername('person-2');
    expect(await world.auditEvents()).toContainEqual(expect.objectContaining({ type: 'logout', actor: second?.id }));
    expect(browser.cookie(COOKIE)?.split('.')).toHaveLength(10);
  });

  it('are switched between on the account page, without signing in', async () => {
    const browser = await twice();
    await browser.get('/account');
    expect(browser.page.html).toContain('Other accounts in this browser');
    const choice = choiceOf(browser, 'Alice Example');
    const [, csrf = ''] =
      /action="\/select-account"><input type="hidden" name="csrf" value="([^"]+)/.exec(browser.page.html) ?? [];
    await browser.post('/select-account', { csrf, choice });
    expect(browser.trail).toEqual(['/select-account', '/account']);
    await expect(active(browser)).resolves.toBe('Alice Example');
    expect(await rows()).toHaveLength(2);
  });

  it('are not switched by a form from elsewhere', async () => {
    const browser = await twice();
    await browser.get('/select-account');
    const choice = choiceOf(browser, 'Alice Example');
    for (const csrf of ['', 'made-up', (await twice()).page.form?.fields.csrf ?? '']) {
      await browser.post('/select-account', { csrf, choice });
      expect(browser.page.status).toBe(403);
    }
    await expect(active(browser)).resolves.toBe('bob');
  });

  it('cannot be switched to without their session, even by who knows its sid', async () => {
    const stranger = await world.signedIn('person-1');
    const browser = await world.signedIn('alice');
    const [alices] = (await rows()).filter(({ userId }) => userId === world.alice.id);
    await stranger.get('/select-account');
    await stranger.submitFirstForm({ choice: alices?.sid ?? '' });
    await expect(active(stranger)).resolves.toBe('person-1');
    await expect(active(browser)).resolves.toBe('Alice Example');
  });

  it('are listed on the chooser, where one of them can be signed out and the others go on', async () => {
    const browser = await twice();
    const reference = await world.park();
    await browser.get(`/select-account?request=${reference}`);
    expect(listed(browser)).toEqual(['bob', 'Alice Example']);
    await browser.post('/oauth2/logout', signOutForm(browser, 2));
    expect(browser.trail).toEqual(['/oauth2/logout', `/select-account?request=${reference}`]);
    expect(listed(browser)).toEqual(['bob']);
    await expect(active(browser)).resolves.toBe('bob');
    expect(await rows()).toHaveLength(1);
  });

  it('leave no one active once the active one is signed out, so that no one goes on as another unasked', async () => {
    const browser = await twice();
    await browser.get('/oauth2/logout');
    await browser.submitFirstForm();
    expect(browser.trail).toEqual(['/oauth2/logout', '/signed-out']);
    await browser.get('/account');
    expect(browser.trail).toEqual(['/account', '/select-account']);
    expect(listed(browser)).toEqual(['Alice Example']);
    await browser.submitFirstForm();
    await expect(active(browser)).resolves.toBe('Alice Example');
  });

  it('are all signed out at once where the person says so', async () => {
    const browser = await twice();
    await browser.get('/account');
    expect(browser.page.html).toContain('Sign out of all accounts');
    await browser.get('/oauth2/logout');
    await browser.submitFirstForm({}, 'all');
    await expect(rows()).resolves.toEqual([]);
    expect(browser.cookie(COOKIE)).toBeUndefined();
    await browser.get('/account');
    expect(browser.trail).toEqual(['/account', '/login']);
  });

  it('are not offered to be signed out all where there is one', async () => {
    const browser = await world.signedIn();
    expect((await browser.get('/account')).html).not.toContain('all accounts');
    expect((await browser.get('/oauth2/logout')).html).not.toContain('all accounts');
  });

  it('are signed out only by forms of this server', async () => {
    const browser = await twice();
    await browser.get('/select-account');
    const { sid = '' } = signOutForm(browser, 2);
    for (const fields of [{ sid }, { sid, csrf: 'made-up' }, { accounts: 'all' }, { sid, accounts: 'all', csrf: '' }]) {
      await browser.post('/oauth2/logout', fields);
      expect(browser.page.html).toContain('Sign out?');
    }
    expect(await rows()).toHaveLength(2);
  });

  it('lead to the sign-in page where none is left, or another is wanted', async () => {
    const browser = await world.signedIn();
    const reference = await world.park();
    await browser.get(`/select-account?request=${reference}`);
    await browser.submitFirstForm({}, 'other');
    expect(browser.trail).toEqual(['/select-account', `/login?request=${reference}`]);
    await browser.get('/select-account');
    await browser.submitFirstForm({}, 'other');
    expect(browser.trail).toEqual(['/select-account', '/login?prompt=login']);
    await browser.get('/select-account');
    await browser.post('/oauth2/logout', signOutForm(browser, 1));
    await browser.get(`/select-account?request=${reference}`);
    expect(browser.trail).toEqual([`/select-account?request=${reference}`, `/login?request=${reference}`]);
  });

  it('stay signed in each for itself: who is not used is signed out after idling', async () => {
    const browser = await twice();
    for (let visit = 0; visit < 3; visit += 1) {
      world.advance(world.server.config.lifetimes.sessionIdle / 2);
      await expect(active(browser)).resolves.toBe('bob');
    }
    await browser.get('/select-account');
    expect(listed(browser)).toEqual(['bob']);
  });

  it('cost a request about the active one no more than a single account does: one statement, and none for seconds', async () => {
    const browser = await twice();
    const asks = (parameters = {}) =>
      sessionStatements(() => browser.get(authorizeUrl(world.server, { prompt: 'none', ...parameters })));
    await asks();
    world.advance(5);
    expect(await asks()).toEqual(['session-find']);
    expect(await asks({ login_hint: 'bob' })).toEqual([]);
    const stranger = world.newBrowser();
    expect(await sessionStatements(() => stranger.get(authorizeUrl(world.server, { prompt: 'none' })))).toEqual([]);
  });

  it('that are used by a hint stay signed in, and are written at most once a minute', async () => {
    const browser = await twice();
    const hinted = authorizeUrl(world.server, { prompt: 'none', login_hint: 'alice' });
    expect(await sessionStatements(() => browser.get(hinted))).toEqual(['session-find', 'session-find-all']);
    world.advance(65);
    const both = ['session-find', 'session-find-all', 'session-extend', 'session-extend'];
    expect(await sessionStatements(() => browser.get(hinted))).toEqual(both);
    expect(await sessionStatements(() => browser.get(hinted))).not.toContain('session-extend');
  });

  it('leave out who is disabled', async () => {
    const users = world.server.app.get(UsersService);
    const browser = await world.signedIn('person-3');
    await signInAs(browser, 'person-4');
    const person = await users.findByUsername('person-3');
    await users.disable(person?.id ?? '');
    await browser.get('/select-account');
    expect(listed(browser)).toEqual(['person-4']);
    await users.enable(person?.id ?? '');
  });

  it('are not mixed up where many sign in at once', async () => {
    const browser = await world.signedIn('person-1');
    const { form } = await browser.get('/login?prompt=login');
    const cookies = ['gatehouse_session', 'gatehouse_browser']
      .map((name) => `${name}=${browser.cookie(name)}`)
      .join('; ');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, each) =>
        fetch(`${world.server.issuer}/login`, {
          method: 'POST',
          redirect: 'manual',
          headers: { cookie: cookies },
          body: new URLSearchParams({ ...form?.fields, username: `person-${(each % 10) + 1}`, password: PASSWORD }),
        }),
      ),
    );
    for (const [each, answer] of answers.entries()) {
      const [cookie = ''] = answer.headers.getSetCookie().filter((line) => line.startsWith(COOKIE));
      const one = world.newBrowser();
      one.setCookie(COOKIE, cookie.slice(COOKIE.length + 1, cookie.indexOf(';')));
      await expect(active(one)).resolves.toBe(`person-${(each % 10) + 1}`);
    }
  });

  it('may be ended one by one by a client that knows it, whether active or not (RP-Initiated Logout)', async () => {
    const browser = await twice();
    await browser.get('/select-account');
    const { sid = '' } = signOutForm(browser, 2);
    await browser.get(`/oauth2/logout?id_token_hint=${await hintOf(sid)}&accounts=all`);
    expect(browser.trail.at(-1)).toBe('/signed-out');
    await browser.get('/select-account');
    expect(listed(browser)).toEqual(['bob']);
  });

  it('are switched to from the consent page', async () => {
    const browser = await twice();
    const reference = await world.park();
    const { html } = await browser.get(`/consent?request=${reference}`);
    expect(html).toContain(`id="consent-switch" href="/select-account?request=${reference}"`);
    await browser.get(`/select-account?request=${reference}`);
    await browser.submitFirstForm({}, choiceOf(browser, 'Alice Example'));
    expect([new URL(browser.page.url).pathname, browser.page.html]).toEqual([
      '/consent',
      expect.stringContaining('alice@example.com'),
    ]);
  });

  /** The names of the statements about sessions that this takes. */
  async function sessionStatements(action: () => Promise<unknown>): Promise<readonly string[]> {
    const { database } = world;
    const query = jest.spyOn(database, 'query');
    const execute = jest.spyOn(database, 'execute');
    await action();
    const names = [...query.mock.calls, ...execute.mock.calls].map(([{ name }]) => name);
    query.mockRestore();
    execute.mockRestore();
    return names.filter((name) => name.startsWith('session-'));
  }

  async function hintOf(sid: string): Promise<string> {
    const payload = { iss: world.server.issuer, sub: world.alice.id, aud: 'web-app', iat: 1, exp: 2, sid };
    return world.server.app.get(KeysService).sign(payload as never, { typ: 'JWT', alg: 'RS256' });
  }
});
