import { UsersService } from '../../../src/users/users.service.js';
import { allDelivered } from '../../support/all-delivered.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { type MailServer, mailBy, startMailServer } from '../../support/mail-server.js';
import { DIALECTS } from '../../support/test-database.js';
import { createWorld, PASSWORD, type World } from '../../support/world.js';

const DAY = 86_400;
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const NEW = 'New sign-in to your account';
const GUESSES = 'Many wrong passwords for your account';

describe.each(DIALECTS)('notices of sign-ins on %s', (dialect) => {
  let mailServer: MailServer;
  let world: World;
  let clock: StoppedClock;
  let made = 0;

  beforeAll(async () => {
    mailServer = await startMailServer();
    const roomSettings = {
      ...mailBy(mailServer),
      authentication: { forgotPasswordUrl: undefined, signInNotices: true },
    };
    world = await createWorld({ dialect, trustProxy: ['127.0.0.1'], roomSettings });
    clock = stopClock(world);
  });
  afterAll(async () => {
    await world.close();
    await mailServer.stop();
  });

  async function newUser(): Promise<string> {
    made += 1;
    const username = `person-${made}`;
    const email = `${username}@example.net`;
    await world.app.get(UsersService).create({ username, password: PASSWORD, email, email_verified: true });
    return username;
  }
  const browserAt = (address: string, userAgent = FIREFOX) =>
    new Browser(world.issuer, { 'x-forwarded-for': address, 'user-agent': userAgent });
  const signIn = async (browser: Browser, username: string, password = PASSWORD) => {
    await browser.get('/login?prompt=login');
    await browser.submitFirstForm({ username, password });
    clock.pass(1);
  };
  /** How many mails someone has got with this subject, once all that was queued has left. */
  const told = async (username: string, subject: string) => {
    await allDelivered(world);
    return mailServer.mails.filter(
      (mail) => mail.subject === subject && JSON.stringify(mail.to).includes(`${username}@`),
    ).length;
  };

  it('tell of a sign-in in a new browser, where, when and which, but not of the first of an account', async () => {
    const username = await newUser();
    const own = browserAt('192.0.2.1');
    await signIn(own, username);
    expect(await told(username, NEW)).toBe(0);
    await signIn(own, username);
    await signIn(browserAt('198.51.100.9'), username);
    const { text = '' } = await mailServer.mailTo(`${username}@example.net`);
    expect(text).toContain('Firefox on Linux');
    expect(text).toContain('198.51.100.9');
    expect(text).toContain(`${world.issuer}/account/sessions`);
    expect(text).not.toContain('token=');
    expect(await told(username, NEW)).toBe(1);
  });

  it('tell nothing of a browser that is known, also after the account was changed', async () => {
    const username = await newUser();
    const own = browserAt('192.0.2.1');
    await signIn(own, username);
    await signIn(own, await newUser());
    await own.get('/account/password');
    const users = world.app.get(UsersService);
    const user = await users.findByUsername(username);
    await users.disable(user?.id as string);
    await users.enable(user?.id as string);
    await signIn(own, username);
    expect(await told(username, NEW)).toBe(0);
  });

  it('are one a day for the same kind of browser in the same network, and five in all', async () => {
    const username = await newUser();
    await signIn(browserAt('192.0.2.1'), username);
    for (let times = 0; times < 3; times += 1) await signIn(browserAt('2001:db8::1'), username);
    expect(await told(username, NEW)).toBe(1);
    for (let network = 2; network < 9; network += 1) await signIn(browserAt(`198.51.100.${network}`), username);
    expect(await told(username, NEW)).toBe(5);
    clock.pass(DAY);
    await signIn(browserAt('2001:db8::1'), username);
    expect(await told(username, NEW)).toBe(6);
  });

  it('tell once a day that someone guesses at the password', async () => {
    const username = await newUser();
    const guess = async () => {
      for (let guesses = 0; guesses < 8; guesses += 1) await signIn(browserAt('203.0.113.5'), username, 'wrong');
    };
    await guess();
    expect(await told(username, GUESSES)).toBe(1);
    const { text = '' } = await mailServer.mailTo(`${username}@example.net`);
    expect(text).toContain('203.0.113.5');
    clock.pass(2 * 3600);
    await guess();
    expect(await told(username, GUESSES)).toBe(1);
    clock.pass(DAY);
    await guess();
    expect(await told(username, GUESSES)).toBe(2);
  });
});

describe('notices of sign-ins', () => {
  it('are not sent, and nothing is remembered for them, if the setting says so', async () => {
    const mailServer = await startMailServer();
    const world = await createWorld({ roomSettings: mailBy(mailServer) });
    const browser = new Browser(world.issuer);
    await browser.get('/login');
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    expect(browser.page.url).toBe(`${world.issuer}/account`);
    expect(browser.cookie('gatehouse_known')).toBeUndefined();
    await world.close();
    await mailServer.stop();
  });
});
