import type { ParsedMail } from 'mailparser';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { type MailServer, mailBy, startMailServer } from '../../support/mail-server.js';
import { CAROL, fillIn } from '../../support/registering.js';
import {
  authorizeUrl,
  createWorld,
  PASSWORD,
  registerClient,
  signedInBrowser,
  type World,
} from '../../support/world.js';

const SHOP = {
  client_name: 'Shop',
  redirect_uris: ['https://rp.example/cb'],
  scope: 'openid',
  logo_uri: 'https://shop.example/logo.svg',
  brand_accent: '#0b5394',
  brand_radius: 4,
};

/** Decision 56: the look of a client is on everything that its request leads to. */
describe('the look of a mail', () => {
  let mailServer: MailServer;
  let world: World;
  let clock: StoppedClock;

  beforeAll(async () => {
    mailServer = await startMailServer();
    const roomSettings = {
      userRegistration: { mode: 'open', limit: 100 },
      secondFactor: { kinds: ['email'] },
      ...mailBy(mailServer, { limit: 100 }),
    };
    world = await createWorld({ roomSettings });
    clock = stopClock(world);
    await registerClient(world, { ...SHOP, client_id: 'shop' });
    const strangers = { registeredBy: 'open', registrationTokenDigest: null } as const;
    const { brand_accent: _, brand_radius: __, ...plain } = SHOP;
    await world.app.get(ClientsService).create({ ...plain, client_id: 'stranger' }, {}, strangers);
  });
  afterAll(async () => {
    await world.close();
    await mailServer.stop();
  });

  const requestOf = async (clientId: string) => {
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world, { client_id: clientId, scope: 'openid' }));
    return browser;
  };
  const leadTo = (browser: Browser, id: string) =>
    (new RegExp(`id="${id}" href="([^"]+)"`).exec(browser.page.html)?.[1] ?? '').replaceAll('&amp;', '&');
  const lookOf = ({ html }: ParsedMail) => {
    const text = String(html);
    return {
      hasLogo: text.includes(SHOP.logo_uri),
      hasAccent: text.includes('background:#0b5394'),
      hasRadius: text.includes('border-radius:4px'),
      isOfServer: text.includes('Example Corp'),
    };
  };
  const ITS_OWN = { hasLogo: true, hasAccent: true, hasRadius: true, isOfServer: true };
  const USUAL = { hasLogo: false, hasAccent: false, hasRadius: false, isOfServer: true };

  it.each([
    ['shop', ITS_OWN],
    ['app1', USUAL],
    ['stranger', USUAL],
  ])('follows the client that people register for, the name stays that of the server: %s', async (clientId, look) => {
    const browser = await requestOf(clientId);
    const email = `${clientId}@example.com`;
    await fillIn(world, clock, leadTo(browser, 'create-account'), { ...CAROL, username: clientId, email }, browser);
    expect(lookOf(await mailServer.mailTo(email))).toEqual(look);
  });

  it('follows the client from which someone came who forgot the password, and so do the pages on the way', async () => {
    const browser = await requestOf('shop');
    await browser.get(leadTo(browser, 'forgot-password'));
    expect(browser.page.html).toContain('/assets/brand/0b5394--4.css');
    await browser.submitFirstForm({ username: 'alice' });
    expect([browser.page.url, browser.page.html]).toEqual([
      expect.stringContaining('/forgot-password/sent'),
      expect.stringContaining('/assets/brand/0b5394--4.css'),
    ]);
    expect(lookOf(await mailServer.mailTo('alice@example.com'))).toEqual(ITS_OWN);
    const other = new Browser(world.issuer);
    await other.get('/forgot-password');
    await other.submitFirstForm({ username: 'bob' });
    expect(lookOf(await mailServer.mailTo('bob@example.com'))).toMatchObject({ hasLogo: false, hasAccent: false });
  });

  it('follows the client for which a code is sent', async () => {
    const email = 'eve@example.com';
    await world.app.get(UsersService).create({ username: 'eve', password: PASSWORD, email, email_verified: true });
    const own = await signedInBrowser(world, 'eve');
    await own.get('/account/factors/email');
    await own.submitFirstForm({}, 'send');
    const codeIn = ({ text = '' }: ParsedMail) => /^\s+(\d{6})$/m.exec(text)?.[1];
    const code = codeIn(await mailServer.mailTo(email, (mail) => codeIn(mail) !== undefined)) ?? '';
    await own.submitFirstForm({ code });
    const browser = await requestOf('shop');
    await browser.submitFirstForm({ username: 'eve', password: PASSWORD });
    expect(browser.page.html).toContain('/assets/brand/0b5394--4.css');
    await browser.submitFirstForm({}, 'send');
    // Beside it, eve is told that there is a new factor.
    const sent = await mailServer.mailTo(email, (mail) => ![undefined, code].includes(codeIn(mail)));
    expect(lookOf(sent)).toMatchObject({ hasLogo: true, hasRadius: true });
  });
});
