import { jest } from '@jest/globals';
import { Enrolments } from '../../../src/factors/enrolments.service.js';
import { Database } from '../../../src/platform/database/database.js';
import { UsersService } from '../../../src/users/users.service.js';
import { codeAt, giveApp, giveRecoveryCodes } from '../../support/authenticator-app.js';
import { Browser } from '../../support/browser.js';
import { stopPeriodicWork } from '../../support/clock.js';
import { createWorld, PASSWORD, type World } from '../../support/world.js';

const CHOSEN = 'a password that was chosen later';
const PATH = '/forgot-password/recovery-code';

describe('a forgotten password where no mail is sent', () => {
  let world: World;
  let users: UsersService;

  beforeAll(async () => {
    world = await createWorld({ production: true });
    users = world.app.get(UsersService);
  });
  afterAll(() => world.close());

  /** Someone with an authenticator app and recovery codes. */
  async function newUser(username: string) {
    const { id } = await users.create({ username, password: PASSWORD, email: `${username}@example.net` });
    return { id, key: await giveApp(world, username), codes: await giveRecoveryCodes(world, username) };
  }

  async function opened(): Promise<Browser> {
    const browser = new Browser(world.issuer);
    await browser.get('/forgot-password');
    expect(browser.page.html).toContain(`href="${PATH}"`);
    await browser.get(PATH);
    return browser;
  }

  /** The statements about people that this takes. */
  async function asked(action: () => Promise<unknown>): Promise<readonly string[]> {
    await stopPeriodicWork(world); // its statements would be counted too
    const database = world.app.get(Database);
    const spies = (['query', 'execute'] as const).map((name) => jest.spyOn(database, name));
    await action();
    const names = spies.flatMap(({ mock }) => mock.calls.map(([statement]) => statement.name));
    for (const spy of spies) spy.mockRestore();
    return names.filter((name) => /^(users|factors|recovery|throttles)-/.test(name));
  }

  const isPassword = async (username: string, password: string) =>
    (await users.verifyPassword(username, password)) !== undefined;

  it('is replaced by a recovery code; the other factors are still asked for, and no other code is good any more', async () => {
    const { id, key, codes } = await newUser('rita');
    const browser = await opened();
    await browser.submitFirstForm({ username: 'rita@example.net', code: codes[0] ?? '', password: CHOSEN });
    expect(browser.page.url).toBe(`${world.issuer}/second-factor/totp`);
    expect(browser.cookie('gatehouse_session')).toBeUndefined();
    const kinds = (await world.app.get(Enrolments).list(id)).map(({ factor }) => factor);
    expect(kinds).toEqual(['totp']);
    await browser.submitFirstForm({ code: codeAt(key, Date.now()) });
    expect(browser.page.url).toBe(`${world.issuer}/account`);
    expect([await isPassword('rita', CHOSEN), await isPassword('rita', PASSWORD)]).toEqual([true, false]);
    const again = await opened();
    await again.submitFirstForm({ username: 'rita', code: codes[1] ?? '', password: PASSWORD });
    expect([again.page.status, await isPassword('rita', PASSWORD)]).toEqual([400, false]);
  });

  it('is answered with the same words and by the same statements, whoever has an account or a code', async () => {
    await newUser('sam');
    await users.create({ username: 'plain', password: PASSWORD });
    const other = await newUser('other');
    const answers: unknown[] = [];
    for (const username of ['nobody', 'sam', 'plain']) {
      const browser = await opened();
      const sent = { username, code: other.codes[0] ?? '', password: CHOSEN };
      const names = await asked(() => browser.submitFirstForm(sent));
      answers.push([names, browser.page.status, browser.page.html.replaceAll(/ value="[^"]*"/g, '')]);
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toEqual([expect.arrayContaining(['recovery-codes-all-of']), 400, expect.anything()]);
  });

  it('stays as it is if the new one is not acceptable; what was typed is kept, but no secret, and the code stays good', async () => {
    const { codes } = await newUser('tess');
    const browser = await opened();
    const [code = ''] = codes;
    await browser.submitFirstForm({ username: 'tess', code, password: '12345678' });
    expect([browser.page.status, browser.page.html]).toEqual([400, expect.stringContaining('value="tess"')]);
    expect(browser.page.html).not.toContain(code);
    expect(browser.page.html).toContain('aria-describedby="password-hint recovery-code-alert"');
    await browser.submitFirstForm({ username: 'tess', code, password: CHOSEN });
    expect(browser.page.url).toContain('/second-factor/totp');
  });

  it('is replaced once of 20 at once, only by a form of this page, and of no disabled user', async () => {
    const { id, codes } = await newUser('uma');
    const [code = ''] = codes;
    const browser = await opened();
    await expect(browser.post(PATH, { username: 'uma', code, password: CHOSEN })).resolves.toMatchObject({
      status: 403,
    });
    await users.disable(id);
    await browser.get(PATH);
    await browser.submitFirstForm({ username: 'uma', code, password: CHOSEN });
    expect(browser.page.status).toBe(400);
    await users.enable(id);
    const cookie = `gatehouse_browser=${browser.cookie('gatehouse_browser')}`;
    const post = async (index: number) => {
      const fields = { ...browser.page.form?.fields, username: 'uma', code, password: `${CHOSEN} ${index}` };
      const sent = {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { cookie },
        redirect: 'manual',
      } as const;
      return (await fetch(world.issuer + PATH, sent)).status;
    };
    const statuses = await Promise.all(Array.from({ length: 20 }, (_, index) => post(index)));
    expect(statuses.filter((status) => status === 303)).toHaveLength(1);
    expect(statuses.filter((status) => ![303, 400, 429].includes(status))).toEqual([]);
  });

  it('is tried only so often from one network', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 31; count++) {
      const browser = await opened();
      await browser.submitFirstForm({ username: 'nobody', code: 'x', password: CHOSEN });
      statuses.push(browser.page.status);
    }
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('a recovery code', () => {
  it('replaces no password where a link is mailed', async () => {
    const world = await createWorld();
    try {
      const page = await (await fetch(`${world.issuer}/forgot-password`)).text();
      expect(page).not.toContain(PATH);
      const asked = await fetch(world.issuer + PATH, { redirect: 'manual' });
      expect([asked.status, asked.headers.get('location')]).toEqual([303, `/forgot-password`]);
    } finally {
      await world.close();
    }
  });
});
