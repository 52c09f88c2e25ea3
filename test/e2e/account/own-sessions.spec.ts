import { UsersService } from '../../../src/users/users.service.js';
import { adminApi } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { stopClock } from '../../support/clock.js';
import { type LogoutSite, registerLogoutClient, signInTo, startLogoutSite } from '../../support/logout-site.js';
import { createWorld, PASSWORD, signedInBrowser, signInAs, type World } from '../../support/world.js';

const SESSIONS = '/account/sessions';
const ACTIVITY = '/account/activity';
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

describe('where a person is signed in', () => {
  let world: World;
  let site: LogoutSite;
  let count = 0;

  beforeAll(async () => {
    world = await createWorld();
    site = await startLogoutSite();
  });
  afterAll(async () => {
    await site.close();
    await world.close();
  });

  const newPerson = async () => {
    count += 1;
    const username = `person-${count}`;
    const { id } = await world.app.get(UsersService).create({ username, password: PASSWORD });
    return { id, username };
  };
  const firefoxOf = async (username: string) => {
    const browser = new Browser(world.issuer, { 'user-agent': FIREFOX });
    await signInAs(browser, username);
    return browser;
  };
  const isSignedIn = async (browser: Browser) => (await browser.get('/account')).url === `${world.issuer}/account`;
  /** The fields of the n-th form that ends one session. */
  const endings = (html: string) =>
    [...html.matchAll(/name="csrf" value="([^"]+)"\/><input type="hidden" name="session" value="([^"]+)"/g)].map(
      ([, csrf = '', session = '']) => ({ csrf, session }),
    );

  it('is listed by browser, network and time, the browser that asks first', async () => {
    const { username } = await newPerson();
    await firefoxOf(username);
    const browser = await signedInBrowser(world, username);
    const { html } = await browser.get(SESSIONS);
    expect(html.match(/<h2>[^<]*/g)).toEqual(['<h2>Unknown browser', '<h2>Firefox on Windows']);
    expect(html.match(/This browser/g)).toHaveLength(1);
    expect(html.match(/<bdi>127\.0\.0\.1<\/bdi>/g)).toHaveLength(2);
    expect(endings(html)).toHaveLength(1);
  });

  it('ends there if the person says so, which apps hear of', async () => {
    const { username, id } = await newPerson();
    const client = await registerLogoutClient(world, site, {
      client_id: `app-${username}`,
      backchannel_logout_uri: `${site.origin}/backchannel`,
    });
    const other = await firefoxOf(username);
    await signInTo(world, site, client, other);
    const browser = await signedInBrowser(world, username);
    const [form] = endings((await browser.get(SESSIONS)).html);
    await browser.post(`${SESSIONS}/end`, form ?? {});
    expect(browser.page.html).toContain('That browser is signed out.');
    expect([await isSignedIn(other), await isSignedIn(browser)]).toEqual([false, true]);
    expect((await site.heard(1))[0]?.path).toBe('/backchannel');
    const { body } = await (await adminApi(world, 'audit:read'))('GET', `/audit-events?type=session.ended&actor=${id}`);
    expect(body.items).toHaveLength(1);
  });

  it('ends everywhere else at once', async () => {
    const { username } = await newPerson();
    const [one, two] = [await firefoxOf(username), await firefoxOf(username)];
    const browser = await signedInBrowser(world, username);
    const stranger = await signedInBrowser(world, 'bob');
    const [form] = endings((await browser.get(SESSIONS)).html);
    await browser.post(`${SESSIONS}/end-others`, { csrf: form?.csrf ?? '' });
    expect(browser.page.html).toContain('You are signed out everywhere else.');
    expect(await Promise.all([one, two, browser, stranger].map(isSignedIn))).toEqual([false, false, true, true]);
  });

  it('does not end by a form of another browser, nor for someone else', async () => {
    const { username } = await newPerson();
    const [browser, other] = [await signedInBrowser(world, username), await firefoxOf(username)];
    const thief = await signedInBrowser(world, (await newPerson()).username);
    const [form] = endings((await browser.get(SESSIONS)).html);
    // The token of another session, and none at all.
    for (const csrf of [endings((await other.get(SESSIONS)).html)[0]?.csrf ?? '', '']) {
      await browser.post(`${SESSIONS}/end`, { csrf, session: form?.session ?? '' });
      expect([browser.page.status, browser.page.html]).toEqual([403, expect.stringContaining('open for too long')]);
      await browser.post(`${SESSIONS}/end-others`, { csrf });
      expect(browser.page.status).toBe(403);
    }
    // A stranger with a good token of their own, who knows the identifier.
    await firefoxOf(`person-${count}`);
    const [own] = endings((await thief.get(SESSIONS)).html);
    for (const session of [form?.session ?? '', '', 'x'.repeat(9000), '\u0000', 'nothing'])
      expect((await thief.post(`${SESSIONS}/end`, { csrf: own?.csrf ?? '', session })).status).toBe(200);
    expect(await Promise.all([browser, other].map(isSignedIn))).toEqual([true, true]);
  });

  it('claims nothing by a link', async () => {
    const browser = await signedInBrowser(world, (await newPerson()).username);
    const { html } = await browser.get(`${SESSIONS}?done=other-sessions-ended`);
    expect(html).not.toContain('signed out everywhere else');
  });

  it('is shown, with what was done, to no one who is not signed in', async () => {
    for (const page of [SESSIONS, ACTIVITY]) {
      const browser = new Browser(world.issuer);
      expect((await browser.get(page)).url).toBe(`${world.issuer}/login`);
      await browser.submitFirstForm({ username: 'bob', password: PASSWORD });
      expect(browser.page.url).toBe(world.issuer + page);
    }
    expect((await new Browser(world.issuer).post(`${SESSIONS}/end-others`, {})).url).toContain('/login');
  });

  it('is shown with what was done, in words, page by page', async () => {
    const { username } = await newPerson();
    const clock = stopClock(world);
    const browser = await signedInBrowser(world, username);
    for (let times = 0; times < 21; times += 1) {
      clock.pass(1);
      await signInAs(browser, username);
    }
    clock.goOn();
    const first = (await browser.get(ACTIVITY)).html;
    expect(first.match(/You signed in\./g)).toHaveLength(20);
    const older = /id="activity-older" href="([^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = (await browser.get(older)).html;
    expect(second.match(/You signed in\./g)).toHaveLength(2);
    expect([second.includes('activity-newest'), second.includes('activity-older')]).toEqual([true, false]);
    // Nothing of another person, and no cursor that was made up breaks the page.
    for (const after of ['x', '', 'W10', Buffer.from('[1e400,null]').toString('base64url')]) {
      const { status, html } = await browser.get(`${ACTIVITY}?${new URLSearchParams({ after })}`);
      expect([status, html.match(/You signed in\./g)?.length]).toEqual([200, 20]);
    }
    expect(
      (await (await signedInBrowser(world, (await newPerson()).username)).get(ACTIVITY)).html.match(/<li><div/g),
    ).toHaveLength(1);
  });
});
