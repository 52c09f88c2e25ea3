import { jest } from '@jest/globals';
import { SessionEntity } from '../../../src/authentication/sessions/session.entity.js';
import { UsersService } from '../../../src/users/users.service.js';
import { stopPeriodicWork } from '../../support/clock.js';
import { Interaction } from '../../support/interaction.js';
import { deleteRows, rowsOf } from '../../support/rows.js';
import { activeAccount, choiceOf, listedAccounts, signedInTwice } from '../../support/several-accounts.js';
import { authorizeUrl, PASSWORD, signInAs } from '../../support/world.js';

const COOKIE = 'gatehouse_session';

describe('several accounts in one browser', () => {
  let world: Interaction;

  beforeAll(async () => {
    world = await Interaction.start();
    const users = world.server.app.get(UsersService);
    for (let each = 1; each <= 11; each += 1) await users.create({ username: `person-${each}`, password: PASSWORD });
  });
  beforeEach(() => deleteRows(world.server, SessionEntity));
  afterAll(() => world.close());

  const rows = () => rowsOf(world.server, SessionEntity);

  it('go on beside each other, each with a sid and a secret of its own, stored as digests only', async () => {
    const browser = await signedInTwice(world);
    const sessions = await rows();
    expect(new Set(sessions.map(({ sid }) => sid)).size).toBe(2);
    const secrets = (browser.cookie(COOKIE) ?? '').split('.');
    expect(secrets.map((each) => Buffer.from(each, 'base64url').length)).toEqual([32, 32]);
    for (const secret of secrets) expect(JSON.stringify(sessions)).not.toContain(secret);
    await expect(activeAccount(browser)).resolves.toBe('bob');
  });

  it('get a new secret at each sign-in, and the secret that was there before is worth nothing (fixation)', async () => {
    const browser = await signedInTwice(world);
    const [ofBob = '', ofAlice = ''] = (browser.cookie(COOKIE) ?? '').split('.');
    await signInAs(browser, 'alice');
    const after = (browser.cookie(COOKIE) ?? '').split('.');
    expect([after.length, after[1], after.includes(ofAlice)]).toEqual([2, ofBob, false]);
    const thief = world.newBrowser();
    thief.setCookie(COOKIE, ofAlice);
    await expect(activeAccount(thief)).resolves.toBeUndefined();
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
    expect(listedAccounts(browser)).toEqual([11, 1, 10, 9, 8, 7, 6, 5, 4, 3].map((each) => `person-${each}`));
    expect(await rows()).toHaveLength(10);
    const second = await world.server.app.get(UsersService).findByUsername('person-2');
    expect(await world.auditEvents()).toContainEqual(expect.objectContaining({ type: 'logout', actor: second?.id }));
    expect(browser.cookie(COOKIE)?.split('.')).toHaveLength(10);
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
      await expect(activeAccount(one)).resolves.toBe(`person-${(each % 10) + 1}`);
    }
  });

  it('stay signed in each for itself: who is not used is signed out after idling', async () => {
    const browser = await signedInTwice(world);
    for (let visit = 0; visit < 3; visit += 1) {
      world.pass(world.server.config.lifetimes.sessionIdle / 2);
      await expect(activeAccount(browser)).resolves.toBe('bob');
    }
    await browser.get('/select-account');
    expect(listedAccounts(browser)).toEqual(['bob']);
  });

  it('cost a request about the active one no more than a single account does: one statement, and none for seconds', async () => {
    const browser = await signedInTwice(world);
    const asks = (parameters = {}) =>
      sessionStatements(() => browser.get(authorizeUrl(world.server, { prompt: 'none', ...parameters })));
    await asks();
    world.pass(5);
    expect(await asks()).toEqual(['session-find']);
    expect(await asks({ login_hint: 'bob' })).toEqual([]);
    const stranger = world.newBrowser();
    expect(await sessionStatements(() => stranger.get(authorizeUrl(world.server, { prompt: 'none' })))).toEqual([]);
  });

  it('that are used by a hint stay signed in, and are written at most once a minute', async () => {
    const browser = await signedInTwice(world);
    const hinted = authorizeUrl(world.server, { prompt: 'none', login_hint: 'alice' });
    expect(await sessionStatements(() => browser.get(hinted))).toEqual(['session-find', 'session-find-all']);
    world.pass(65);
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
    expect(listedAccounts(browser)).toEqual(['person-4']);
    await users.enable(person?.id ?? '');
  });

  /** The names of the statements about sessions that this takes. */
  async function sessionStatements(action: () => Promise<unknown>): Promise<readonly string[]> {
    await stopPeriodicWork(world.server); // its statements would be counted too
    const { database } = world;
    const query = jest.spyOn(database, 'query');
    const execute = jest.spyOn(database, 'execute');
    await action();
    const names = [...query.mock.calls, ...execute.mock.calls].map(([{ name }]) => name);
    query.mockRestore();
    execute.mockRestore();
    return names.filter((name) => name.startsWith('session-'));
  }
});
