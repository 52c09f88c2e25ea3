import { Interaction } from '../../support/interaction.js';
import { PASSWORD } from '../../support/world.js';

const OUTDATED = 'This page was open for too long, please try again.';

describe('forms from elsewhere', () => {
  let world: Interaction;

  beforeAll(async () => {
    world = await Interaction.start();
  });
  afterAll(() => world.close());

  const credentials = { username: 'alice', password: PASSWORD };

  it('sign no one in without a token', async () => {
    const browser = world.newBrowser();
    const reference = await world.park();
    await browser.get('/login');
    const page = await browser.post('/login', { ...credentials, request: reference });
    expect([page.status, page.html]).toEqual([403, expect.stringContaining(OUTDATED)]);
    expect(page.form?.fields).toMatchObject({ username: 'alice', password: '', request: reference });
    expect(browser.cookie('gatehouse_session')).toBeUndefined();
  });

  it('are told apart from a browser that keeps no cookies, which is told to', async () => {
    const browser = world.newBrowser();
    await browser.get('/login');
    browser.deleteCookie('gatehouse_browser');
    const page = await browser.submitFirstForm(credentials);
    expect(page.status).toBe(403);
    expect(page.html).toMatch(/role="alert"[^>]*>Your browser sent no cookies, and .* Allow cookies for this site/);
    expect(page.html).not.toContain(OUTDATED);
  });

  it('sign no one in with a token of another browser', async () => {
    const attacker = await world.newBrowser().get('/login');
    const victim = world.newBrowser();
    await victim.get('/login');
    const page = await victim.post('/login', { ...credentials, csrf: attacker.form?.fields.csrf ?? '' });
    expect(page.status).toBe(403);
    expect(victim.cookie('gatehouse_session')).toBeUndefined();
  });

  it('sign no one in once the browser forgot its cookie, and the page shown then works', async () => {
    const browser = world.newBrowser();
    await browser.get('/login');
    browser.deleteCookie('gatehouse_browser');
    await browser.submitFirstForm(credentials);
    expect(browser.page.status).toBe(403);
    await browser.submitFirstForm(credentials);
    expect(browser.trail).toEqual(['/login', '/account']);
  });

  it('work in two tabs of one browser', async () => {
    const browser = world.newBrowser();
    const first = await browser.get('/login');
    await browser.get('/login');
    await browser.post('/login', { ...credentials, csrf: first.form?.fields.csrf ?? '' });
    expect(browser.trail).toEqual(['/login', '/account']);
  });

  it.each([
    ['consent', { decision: 'allow' }],
    ['select-account', { choice: 'other' }],
  ])('decide nothing on the page /%s', async (name, decision) => {
    const victim = await world.signedIn();
    const attacker = await world.signedIn('bob');
    const reference = await world.park();
    const other = await world.park();
    const stolen = (await attacker.get(`/${name}?request=${reference}`)).form?.fields.csrf ?? '';
    const ofAnother = (await victim.get(`/${name}?request=${other}`)).form?.fields.csrf ?? '';
    for (const csrf of ['', 'made-up', stolen, ofAnother]) {
      const page = await victim.post(`/${name}`, { ...decision, request: reference, csrf });
      expect([page.status, page.html]).toEqual([403, expect.stringContaining(OUTDATED)]);
    }
    expect(await world.parked(reference)).toMatchObject({ decision: null, accountSelectedAt: null });
  });

  it('neither withdraw consents nor sign out', async () => {
    const victim = await world.signedIn();
    const withdrawn = await victim.post('/account/consents/withdraw', { client_id: 'web-app', csrf: 'made-up' });
    expect([withdrawn.status, withdrawn.html]).toEqual([403, expect.stringContaining(OUTDATED)]);
    const asked = await victim.post('/oauth2/logout', { csrf: 'made-up' });
    expect([asked.status, asked.html]).toEqual([403, expect.stringContaining('Sign out?')]);
    expect((await victim.get('/account')).html).toContain('Alice Example');
  });
});
