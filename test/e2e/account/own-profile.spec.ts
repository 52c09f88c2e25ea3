import { SessionEntity } from '../../../src/authentication/sessions/session.entity.js';
import { UserStore } from '../../../src/users/user-store.js';
import { UsersService } from '../../../src/users/users.service.js';
import type { Browser } from '../../support/browser.js';
import { changeRows } from '../../support/rows.js';
import { createWorld, PASSWORD, signedInBrowser, type World } from '../../support/world.js';

const PROFILE = '/account/profile';

describe('the own profile', () => {
  let world: World;
  let count = 0;

  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  const newPerson = async (claims: Readonly<Record<string, unknown>> = {}) => {
    count += 1;
    const username = `person-${count}`;
    const { id } = await world.app.get(UsersService).create({ username, password: PASSWORD, ...claims });
    return { id, username, browser: await signedInBrowser(world, username) };
  };
  const claimsOf = async (id: string) => (await world.app.get(UserStore).find(id))?.claims;
  const save = (browser: Browser, fields: Readonly<Record<string, string>>) => browser.submitFirstForm(fields);

  it('is changed by its person, an empty field takes a claim away, and the rest stays', async () => {
    const { id, browser } = await newPerson({
      given_name: 'Ann',
      nickname: 'annie',
      email: 'ann@example.com',
      phone_number: '+49 30 1',
      phone_number_verified: true,
      gender: 'female',
    });
    await browser.get(PROFILE);
    expect(browser.page.html).toContain('ann@example.com');
    const before = browser.cookie('gatehouse_session');
    await save(browser, {
      given_name: ' Änne ',
      nickname: '',
      zoneinfo: 'Europe/Berlin',
      locale: 'en',
      phone_number: '+49 30 2',
    });
    expect(browser.page.html).toContain('Your profile is saved.');
    expect(await claimsOf(id)).toEqual({
      given_name: 'Änne',
      email: 'ann@example.com',
      gender: 'female',
      zoneinfo: 'Europe/Berlin',
      locale: 'en',
      phone_number: '+49 30 2',
    });
    // It ends no session, and the browser stays one that is known.
    expect((await browser.get(PROFILE)).url).toBe(world.issuer + PROFILE);
    expect(browser.cookie('gatehouse_session')).toBe(before);
  });

  it('says what is wrong beside the field, and loses nothing that was typed', async () => {
    const { id, browser } = await newPerson({ picture: 'https://photos.example/ann.png' });
    await browser.get(PROFILE);
    await save(browser, {
      picture: 'javascript:alert(1)',
      website: 'nothing',
      birthdate: '2001-02-30',
      given_name: 'Typed',
    });
    expect(browser.page.status).toBe(400);
    const { html } = browser.page;
    for (const name of ['picture', 'website', 'birthdate'])
      expect(html).toMatch(
        new RegExp(`name="${name}"[^>]*aria-invalid="true"[^>]*aria-describedby="profile-${name}-problem"`),
      );
    expect(html).toContain('value="Typed"');
    expect(html).not.toContain('profile-given_name-problem');
    expect(await claimsOf(id)).toEqual({ picture: 'https://photos.example/ann.png' });
  });

  it('shows a picture from its own origin only, which learns nothing of the page', async () => {
    const { browser } = await newPerson({ picture: 'https://photos.example/ann.png' });
    const { html, headers } = await browser.get(PROFILE);
    expect(html).toContain('<img class="portrait" src="https://photos.example/ann.png"');
    expect(html).toContain('referrerpolicy="no-referrer"');
    expect(headers.get('content-security-policy')).toContain("img-src 'self' data: https://photos.example;");
    const plain = await newPerson({ picture: 'http://photos.example/ann.png' });
    expect((await plain.browser.get(PROFILE)).html).not.toContain('<img class="portrait"');
  });

  it('is changed neither by a form of another browser nor in what is no field of it', async () => {
    const { id, username, browser } = await newPerson({ given_name: 'Ann' });
    const other = await signedInBrowser(world, username);
    await other.get(PROFILE);
    const { csrf = '' } = other.page.form?.fields ?? {};
    await browser.post(PROFILE, { csrf, given_name: 'Eve' });
    expect([browser.page.status, browser.page.html]).toEqual([403, expect.stringContaining('value="Eve"')]);
    expect(await claimsOf(id)).toEqual({ given_name: 'Ann' });
    await browser.get(PROFILE);
    await save(browser, {
      email: 'eve@example.com',
      email_verified: 'true',
      roles: 'admin',
      preferred_username: 'eve',
      gender: 'x',
      __proto__: 'x',
    });
    const user = await world.app.get(UserStore).find(id);
    expect([user?.claims, user?.roles, user?.username]).toEqual([{ given_name: 'Ann' }, [], username]);
  });

  it('keeps what was typed for who has to sign in meanwhile', async () => {
    const { username, browser } = await newPerson();
    await browser.get(PROFILE);
    browser.deleteCookie('gatehouse_session');
    await save(browser, { given_name: 'Typed <b>' });
    expect(browser.page.url).toContain('/login');
    await browser.submitFirstForm({ username, password: PASSWORD });
    expect([browser.page.url, browser.page.html]).toEqual([
      world.issuer + PROFILE,
      expect.stringContaining('value="Typed &lt;b>"'),
    ]);
    expect((await browser.get(PROFILE)).html).not.toContain('Typed');
  });

  it('is only shown where the setting or the store of users keeps people from changing it', async () => {
    const { id, browser } = await newPerson({ given_name: 'Ann' });
    const [store, own] = [world.app.get(UserStore), world.app.get(UsersService)];
    const find = store.find.bind(own);
    // A person of another store, whom the built-in one does not have.
    store.find = async (asked) => {
      const user = await find(asked === 'elsewhere' ? id : asked);
      return user && asked === 'elsewhere' ? { ...user, id: 'elsewhere' } : user;
    };
    const session = (await browser.get(PROFILE)).html;
    expect(session).toContain('profile-submit');
    await changeRows(world, SessionEntity, { userId: id }, { userId: 'elsewhere' });
    const { csrf = '' } = browser.page.form?.fields ?? {};
    const { html, status } = await browser.get(PROFILE);
    expect([status, html]).toEqual([200, expect.stringContaining('cannot be changed here')]);
    expect(html).toContain('Ann');
    expect((await browser.post(PROFILE, { csrf, given_name: 'Eve' })).status).toBe(200);
    for (const page of ['/account', '/account/sessions', '/account/activity'])
      expect((await browser.get(page)).status).toBe(200);
    expect(await claimsOf(id)).toEqual({ given_name: 'Ann' });
  });
});
