import type { ParsedMail } from 'mailparser';
import { Enrolments } from '../../../src/factors/enrolments.service.js';
import { AddressUndos } from '../../../src/users/addresses/address-undos.service.js';
import { OwnAddresses } from '../../../src/users/addresses/own-addresses.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { giveApp, giveRecoveryCodes } from '../../support/authenticator-app.js';
import { Browser } from '../../support/browser.js';
import { stopClock } from '../../support/clock.js';
import { linkIn } from '../../support/mail-server.js';
import { type MailedReplicas, startMailedReplicas } from '../../support/mailed-replicas.js';
import { addPasskey, signInByPasskey } from '../../support/passkeys.js';
import { SoftwareAuthenticator } from '../../support/software-authenticator.js';
import { DIALECTS } from '../../support/test-database.js';
import { PASSWORD, signedInBrowser } from '../../support/world.js';

const CHOSEN = 'a password of who owns the account';
const DAY = 86_400;
const FACTS = { address: '192.0.2.1', userAgent: undefined, requestId: 'r' };

describe.each(DIALECTS)('the own email address, on %s', (dialect) => {
  let { mailServer, world, replica, close } = {} as MailedReplicas;
  let users: UsersService;

  beforeAll(async () => {
    ({ mailServer, world, replica, close } = await startMailedReplicas(dialect));
    users = world.app.get(UsersService);
  });
  afterAll(() => close());

  const newUser = (username: string, more = {}) =>
    users.create({ username, password: PASSWORD, email: `${username}@old.example`, email_verified: true, ...more });
  const claimsOf = async (username: string) => (await users.findByUsername(username))?.claims;
  const about = (words: string) => (mail: ParsedMail) => mail.subject?.includes(words) ?? false;
  const verification = async (address: string) => linkIn(await mailServer.mailTo(address, about('Confirm'))).href;
  const ask = async (browser: Browser, email: string) => {
    await browser.get('/account/email');
    return browser.post('/account/email', { ...browser.page.form?.fields, email });
  };
  /** Changes the address from `.old` to `.new`. @returns the link that undoes it */
  const change = async (username: string, browser: Browser) => {
    await ask(browser, `${username}@new.example`);
    await browser.get(await verification(`${username}@new.example`));
    await browser.submitFirstForm();
    return linkIn(await mailServer.mailTo(`${username}@old.example`, about('changed'))).href;
  };

  it('is another one once the person has confirmed it by a mailed link, and the former one is told', async () => {
    await newUser('ada');
    const browser = await signedInBrowser(world, 'ada');
    expect((await ask(browser, 'ada@new.example')).html).toContain('A link is on its way to ada@new.example');
    const link = await verification('ada@new.example');
    await browser.get(link);
    // Opening the link, as scanners of mails do, changes nothing.
    expect(await claimsOf('ada')).toMatchObject({ email: 'ada@old.example' });
    await browser.submitFirstForm();
    expect(browser.page.url).toBe(`${world.issuer}/account/email`);
    expect(await claimsOf('ada')).toMatchObject({ email: 'ada@new.example', email_verified: true });
    await expect(users.verifyPassword('ada@new.example', PASSWORD)).resolves.toBeDefined();
    await expect(users.verifyPassword('ada@old.example', PASSWORD)).resolves.toBeUndefined();
    expect((await browser.get(link)).status).toBe(410);
    await mailServer.mailTo('ada@old.example', about('changed'));
  });

  it('is changed only after a recent sign-in, and what was typed is kept', async () => {
    await newUser('bea');
    const browser = await signedInBrowser(world, 'bea');
    await browser.get('/account/email');
    const fields = browser.page.form?.fields;
    const clock = stopClock(world);
    clock.pass(301);
    await browser.post('/account/email', { ...fields, email: 'bea@new.example' });
    expect(browser.page.url).toContain('/login');
    await browser.submitFirstForm({ username: 'bea', password: PASSWORD });
    expect(browser.page.url).toBe(`${world.issuer}/account/email`);
    expect(browser.page.html).toContain('bea@new.example');
    clock.goOn();
  });

  it('is given back for seven days, whatever was changed since, and who changed it has nothing left', async () => {
    const { id } = await newUser('cora');
    const thief = await signedInBrowser(world, 'cora');
    const undo = await change('cora', thief);
    await thief.get('/account/password');
    await thief.submitFirstForm({ current_password: PASSWORD, password: 'a password of the thief' });
    await ask(thief, 'cora@third.example');
    await thief.get(await verification('cora@third.example'));
    await thief.submitFirstForm();
    const next = linkIn(await mailServer.mailTo('cora@new.example', about('email address was changed'))).href;
    const clock = stopClock(world);
    clock.pass(6 * DAY);
    const owner = new Browser(world.issuer);
    await owner.get(undo);
    await owner.submitFirstForm({ password: CHOSEN });
    expect(owner.page.url).toBe(`${world.issuer}/account`);
    expect(await claimsOf('cora')).toMatchObject({ email: 'cora@old.example', email_verified: true });
    await expect(users.verifyPassword('cora', CHOSEN)).resolves.toMatchObject({ id });
    expect((await thief.get('/account')).url).not.toBe(`${world.issuer}/account`);
    expect((await thief.get(next)).status).toBe(410);
    expect((await owner.get(undo)).status).toBe(410);
    clock.goOn();
  });

  it('is given back without what the thief has set up to sign in by, before the change or since; older factors stay', async () => {
    const { id } = await newUser('cleo');
    await giveApp(world, 'cleo');
    const [, code = ''] = await giveRecoveryCodes(world, 'cleo');
    const clock = stopClock(world, replica);
    clock.pass(2 * DAY);
    const thief = await signedInBrowser(world, 'cleo');
    await thief.get('/second-factor/recovery_codes');
    await thief.submitFirstForm({ code });
    const [before, since] = [new SoftwareAuthenticator(world.issuer), new SoftwareAuthenticator(world.issuer)];
    await addPasskey(thief, before);
    const signsIn = async (authenticator: SoftwareAuthenticator) =>
      (await signInByPasskey(new Browser(world.issuer), authenticator)).url === `${world.issuer}/account`;
    const undo = await change('cleo', thief);
    await addPasskey(thief, since);
    expect([await signsIn(before), await signsIn(since)]).toEqual([true, true]);
    const owner = new Browser(world.issuer);
    await owner.get(undo);
    await owner.submitFirstForm({ password: CHOSEN });
    // The app of the owner is still asked for.
    expect(owner.page.url).toBe(`${world.issuer}/second-factor/totp`);
    expect([await signsIn(before), await signsIn(since)]).toEqual([false, false]);
    const left = await world.app.get(Enrolments).list(id);
    expect(left.map(({ factor }) => factor).sort()).toEqual(['recovery_codes', 'totp']);
    await mailServer.mailTo('cleo@old.example', about('step was removed'));
    clock.goOn();
  });

  it('cannot be given back after seven days', async () => {
    await newUser('dora');
    const undo = await change('dora', await signedInBrowser(world, 'dora'));
    const clock = stopClock(world);
    clock.pass(7 * DAY);
    expect((await new Browser(world.issuer).get(undo)).status).toBe(410);
    clock.goOn();
  });

  it('is not confirmed by someone else: no stranger has the owner of an address add it to the account of the stranger', async () => {
    await newUser('eve');
    await newUser('victim');
    await ask(await signedInBrowser(world, 'eve'), 'victim@mail.example');
    const link = await verification('victim@mail.example');
    const victim = await signedInBrowser(world, 'victim');
    expect((await victim.get(link)).status).toBe(410);
    expect((await new Browser(world.issuer).get(link)).url).toContain('/login');
    expect(await claimsOf('eve')).toMatchObject({ email: 'eve@old.example' });
  });

  it('is not one by which another account signs in, which only the reader of that address learns', async () => {
    await newUser('fay');
    await newUser('owner', { email: 'owner@mail.example' });
    const browser = await signedInBrowser(world, 'fay');
    expect((await ask(browser, 'owner@mail.example')).html).toContain('A link is on its way');
    await browser.get(await verification('owner@mail.example'));
    await browser.submitFirstForm();
    expect([browser.page.status, browser.page.html]).toEqual([410, expect.stringContaining('Another account')]);
    expect(await claimsOf('fay')).toMatchObject({ email: 'fay@old.example' });
  });

  it('of an account that an administrator made is confirmed by the same link, and then nothing can be undone', async () => {
    await newUser('gil', { email_verified: false });
    const browser = await signedInBrowser(world, 'gil');
    await browser.get('/account/email');
    expect(browser.page.form?.fields.email).toBe('gil@old.example');
    await browser.submitFirstForm();
    await browser.get(await verification('gil@old.example'));
    await browser.submitFirstForm();
    expect(await claimsOf('gil')).toMatchObject({ email: 'gil@old.example', email_verified: true });
    expect(mailServer.mails.filter(({ to }) => JSON.stringify(to).includes('gil@')).length).toBe(1);
  });

  it('keeps what was typed beside what is wrong with it', async () => {
    await newUser('hal');
    const browser = await signedInBrowser(world, 'hal');
    const { status, html } = await ask(browser, 'no address');
    expect([status, html]).toEqual([400, expect.stringContaining('value="no address"')]);
    expect(html).toMatch(/aria-describedby="own-email-alert email-hint"/);
  });

  it('is changed and given back by one of 50 at once on two replicas', async () => {
    const { id } = await newUser('ivy');
    const browser = await signedInBrowser(world, 'ivy');
    await ask(browser, 'ivy@new.example');
    const token = new URL(await verification('ivy@new.example')).searchParams.get('token') ?? '';
    const apps = [world.app, replica.app];
    const at = <T>(index: number, find: (app: typeof world.app) => T) => find(apps[index % 2] as typeof world.app);
    const verified = await Promise.all(
      Array.from({ length: 50 }, (_, index) => at(index, (app) => app.get(OwnAddresses)).verify(token, id, FACTS)),
    );
    expect(verified.filter((refusal) => refusal === undefined)).toHaveLength(1);
    const undo = linkIn(await mailServer.mailTo('ivy@old.example', about('changed'))).searchParams.get('token') ?? '';
    const undone = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) =>
        at(index, (app) => app.get(AddressUndos)).undo(undo, `${CHOSEN} ${index}`, FACTS),
      ),
    );
    expect(undone.filter((each) => each.status === 'fulfilled' && each.value !== undefined)).toHaveLength(1);
  });
});
