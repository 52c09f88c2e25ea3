import { EmailCodes } from '../../../src/factors/email/email-codes.service.js';
import { Database } from '../../../src/platform/database/database.js';
import type { User } from '../../../src/users/user.js';
import { UsersService } from '../../../src/users/users.service.js';
import { Browser } from '../../support/browser.js';
import { stopClock } from '../../support/clock.js';
import { type MailServer, mailBy, startMailServer } from '../../support/mail-server.js';
import { DIALECTS } from '../../support/test-database.js';
import { createWorld, PASSWORD, type World } from '../../support/world.js';

describe.each(DIALECTS)('a code by mail on %s', (dialect) => {
  let mailServer: MailServer;
  let world: World;
  let made = 0;

  beforeAll(async () => {
    mailServer = await startMailServer();
    const secondFactor = { kinds: ['email'] };
    world = await createWorld({ dialect, roomSettings: { ...mailBy(mailServer, { limit: 1000 }), secondFactor } });
  });
  afterAll(async () => {
    await world.close();
    await mailServer.stop();
  });

  const newUser = (more = {}) => {
    const username = `user${++made}`;
    const declared = { username, password: PASSWORD, email: `${username}@example.net`, email_verified: true, ...more };
    return world.app.get(UsersService).create(declared);
  };
  const signIn = async (browser: Browser, { username }: User) => {
    await browser.get('/login?prompt=login');
    return browser.submitFirstForm({ username, password: PASSWORD });
  };
  const seen = new Set<string>();
  /** The code of the next mail to the user that has one. */
  const codeFor = async ({ claims }: User) => {
    const codeIn = ({ text = '' }: { readonly text?: string | undefined }) => /^\s*(\d{6})\s*$/m.exec(text)?.[1] ?? '';
    const isNew = (code: string) => code !== '' && !seen.has(code);
    const code = codeIn(await mailServer.mailTo(claims.email ?? '', (mail) => isNew(codeIn(mail))));
    seen.add(code);
    return code;
  };
  const turnedOn = async () => {
    const user = await newUser();
    const browser = new Browser(world.issuer);
    await signIn(browser, user);
    await browser.get('/account/factors/email');
    await browser.submitFirstForm();
    await browser.submitFirstForm({ code: await codeFor(user) });
    expect(browser.page.html).toContain('id="recovery-codes"');
    return user;
  };

  it('is asked for once it was shown that codes arrive, and sent by a form only', async () => {
    const user = await turnedOn();
    const browser = new Browser(world.issuer);
    await signIn(browser, user);
    expect(browser.page.url).toContain('/second-factor/email');
    expect(browser.page.html).not.toContain('id="code"');
    await browser.submitFirstForm();
    await browser.submitFirstForm({ code: await codeFor(user) });
    expect(browser.cookie('gatehouse_session')).toBeDefined();
  });

  it('is not offered to who has no address that is known to be theirs', async () => {
    const user = await newUser({ email_verified: false });
    const browser = new Browser(world.issuer);
    await signIn(browser, user);
    await browser.get('/account/factors');
    expect(browser.page.html).not.toContain('/account/factors/email');
    await browser.get('/account/factors/email');
    expect(browser.page.url).toMatch(/\/account\/factors$/);
  });

  it('is taken once of 50 at once, five times tried, and good for ten minutes', async () => {
    const user = await turnedOn();
    const codes = world.app.get(EmailCodes);
    const facts = { address: '127.0.0.1', userAgent: undefined, requestId: 'test' };
    const use = async (code: string) => {
      const matched = await codes.match(user, code);
      return matched !== undefined && (await world.app.get(Database).transaction(matched));
    };
    await codes.send(user, facts);
    const code = await codeFor(user);
    const used = await Promise.all(Array.from({ length: 50 }, () => use(code)));
    expect(used.filter(Boolean)).toHaveLength(1);
    await codes.send(user, facts);
    const next = await codeFor(user);
    for (let guess = 0; guess < 5; guess++) await expect(use('wrong')).resolves.toBe(false);
    await expect(use(next)).resolves.toBe(false);
    await codes.send(user, facts);
    const last = await codeFor(user);
    const clock = stopClock(world);
    clock.pass(600);
    await expect(use(last)).resolves.toBe(false);
    clock.goOn();
  });
});
