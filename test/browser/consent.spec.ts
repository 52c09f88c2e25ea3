import { answerConsent, describeInChromium, signIn } from '../support/chromium.js';
import { arrival, type ClientSite, startClientSite } from '../support/client-site.js';
import { createWorld, introspect, PASSWORD, redeem, type World } from '../support/world.js';

describeInChromium('consenting', (open) => {
  let world: World;
  let site: ClientSite;

  beforeAll(async () => {
    world = await createWorld();
    site = await startClientSite(world);
  });
  afterAll(async () => {
    await site.close();
    await world.close();
  });

  it('says who asks for what as whom, and where it leads', async () => {
    const page = await open();
    await page.goto(site.authorizeUrl());
    await signIn(page, 'bob', PASSWORD);
    await page.getByRole('heading', { name: 'The app wants access to your account' }).waitFor();
    const text = await page.getByRole('main').textContent();
    for (const fact of [
      'bob@example.com',
      'Your name, picture and email address',
      'Read your data',
      new URL(site.origin).host,
    ]) {
      expect(text).toContain(fact);
    }
    expect(text).not.toContain('Change your data');
  });

  it('is refused where the person does not want to', async () => {
    const page = await open();
    await page.goto(site.authorizeUrl());
    await signIn(page, 'bob', PASSWORD);
    await answerConsent(page, 'Don’t allow');
    expect(await arrival(page)).toMatchObject({ error: 'access_denied', state: 'the-state', iss: world.issuer });
    await page.goto(site.authorizeUrl());
    await page.getByRole('heading', { name: 'The app wants access' }).waitFor();
  });

  it('is asked for once, again for what is new, and after it was withdrawn', async () => {
    const page = await open();
    await page.goto(site.authorizeUrl());
    await signIn(page, 'alice', PASSWORD);
    await answerConsent(page, 'Allow');
    await arrival(page);

    await page.goto(site.authorizeUrl());
    await arrival(page);

    await page.goto(site.authorizeUrl({ scope: 'openid profile email offline_access api:read api:write' }));
    expect(await page.getByRole('main').textContent()).toContain('Change your data');
    await answerConsent(page, 'Allow');
    await arrival(page);

    await page.goto(`${world.issuer}/account`);
    await page.getByRole('heading', { name: 'The app', exact: true }).waitFor();
    const withdraw = page.getByRole('link', { name: 'Withdraw access of The app' });
    expect(await withdraw.isVisible()).toBe(false);
    await page.getByRole('heading', { name: 'The app', exact: true }).click();
    await withdraw.click();
    await page.getByRole('link', { name: 'Keep access' }).click();
    await page.getByRole('heading', { name: 'The app', exact: true }).click();
    await withdraw.click();
    await page.getByRole('button', { name: 'Withdraw access' }).click();
    expect(await page.getByRole('status').textContent()).toBe('The app has no access any more.');
    await page.getByText('No app has access to your account.').waitFor();
    await page.goto(site.authorizeUrl());
    await page.getByRole('heading', { name: 'The app wants access' }).waitFor();
  });

  it('can be withdrawn together with the tokens that came of it, and with JavaScript switched off', async () => {
    const page = await open({ javaScriptEnabled: false });
    await page.goto(site.authorizeUrl({ prompt: 'consent' }));
    await signIn(page, 'alice', PASSWORD);
    await answerConsent(page, 'Allow');
    const { code = '' } = await arrival(page);
    const { body } = await redeem(world, code, { redirect_uri: `${site.origin}/cb` }, site.client);
    expect(await introspect(world, body.access_token)).toMatchObject({ active: true });
    await page.goto(`${world.issuer}/account`);
    await page.getByText('Last used').click();
    await page.getByRole('link', { name: 'Withdraw access of The app' }).click();
    expect(await introspect(world, body.access_token)).toMatchObject({ active: true });
    await page.getByRole('button', { name: 'Withdraw access' }).click();
    await page.getByText('The app has no access any more.').waitFor();
    expect(await introspect(world, body.access_token)).toEqual({ active: false });
  });

  it('goes on with another account where the person switches', async () => {
    const page = await open();
    await page.goto(site.authorizeUrl({ prompt: 'consent' }));
    await signIn(page, 'bob', PASSWORD);
    await page.getByRole('link', { name: 'Switch account' }).click();
    await signIn(page, 'alice', PASSWORD);
    await page.getByText('alice@example.com').waitFor();
    await answerConsent(page, 'Allow');
    expect(await arrival(page)).toHaveProperty('code');
  });

  it('happens once, however often the button is pressed', async () => {
    const page = await open();
    await page.goto(site.authorizeUrl({ prompt: 'consent' }));
    await signIn(page, 'alice', PASSWORD);
    await page.getByRole('button', { name: 'Allow', exact: true }).dblclick();
    expect(await arrival(page)).toHaveProperty('code');
  });
});
