import { SessionEntity } from '../../../src/authentication/sessions/session.entity.js';
import { Interaction } from '../../support/interaction.js';
import { deleteRows, rowsOf } from '../../support/rows.js';
import { activeAccount, choiceOf, signedInTwice, signOutForm } from '../../support/several-accounts.js';

describe('the accounts in one browser', () => {
  let world: Interaction;

  beforeAll(async () => {
    world = await Interaction.start();
  });
  beforeEach(() => deleteRows(world.server, SessionEntity));
  afterAll(() => world.close());

  const rows = () => rowsOf(world.server, SessionEntity);

  it('are switched between on the account page, without signing in', async () => {
    const browser = await signedInTwice(world);
    await browser.get('/account');
    expect(browser.page.html).toContain('Other accounts in this browser');
    const choice = choiceOf(browser, 'Alice Example');
    const [, csrf = ''] =
      /action="\/select-account"><input type="hidden" name="csrf" value="([^"]+)/.exec(browser.page.html) ?? [];
    await browser.post('/select-account', { csrf, choice });
    expect(browser.trail).toEqual(['/select-account', '/account']);
    await expect(activeAccount(browser)).resolves.toBe('Alice Example');
    expect(await rows()).toHaveLength(2);
  });

  it('are switched to from the consent page', async () => {
    const browser = await signedInTwice(world);
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

  it('are not switched by a form from elsewhere', async () => {
    const browser = await signedInTwice(world);
    await browser.get('/select-account');
    const choice = choiceOf(browser, 'Alice Example');
    for (const csrf of ['', 'made-up', (await signedInTwice(world)).page.form?.fields.csrf ?? '']) {
      await browser.post('/select-account', { csrf, choice });
      expect(browser.page.status).toBe(403);
    }
    await expect(activeAccount(browser)).resolves.toBe('bob');
  });

  it('cannot be switched to without their session, even by who knows its sid', async () => {
    const stranger = await world.signedIn('bob');
    const browser = await world.signedIn('alice');
    const [alices] = (await rows()).filter(({ userId }) => userId === world.alice.id);
    await stranger.get('/select-account');
    await stranger.submitFirstForm({ choice: alices?.sid ?? '' });
    await expect(activeAccount(stranger)).resolves.toBe('bob');
    await expect(activeAccount(browser)).resolves.toBe('Alice Example');
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
});
