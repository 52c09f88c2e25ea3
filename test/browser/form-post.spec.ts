import { answerConsent, describeInChromium, signIn } from '../support/chromium.js';
import { arrival, type ClientSite, startClientSite } from '../support/client-site.js';
import { createWorld, PASSWORD, type World } from '../support/world.js';

describeInChromium('OAuth 2.0 Form Post Response Mode', (open) => {
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

  it('brings the code by a form that sends itself', async () => {
    const page = await open();
    await page.goto(site.authorizeUrl({ response_mode: 'form_post' }));
    await signIn(page, 'alice', PASSWORD);
    await answerConsent(page, 'Allow');
    expect(await arrival(page)).toEqual({
      method: 'POST',
      code: expect.any(String),
      state: 'the-state',
      iss: world.issuer,
      session_state: expect.any(String),
    });
    expect(new URL(page.url()).search).toBe('');
  });

  it('brings the code at the press of a button where JavaScript is switched off', async () => {
    const page = await open({ javaScriptEnabled: false });
    await page.goto(site.authorizeUrl({ response_mode: 'form_post', prompt: 'consent' }));
    await signIn(page, 'alice', PASSWORD);
    await answerConsent(page, 'Allow');
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(await arrival(page)).toMatchObject({ method: 'POST', code: expect.any(String) });
  });

  it('brings a refusal likewise, and any state as it was', async () => {
    const page = await open();
    const state = '"><script>alert(1)</script>&amp; ä\u{1F642}';
    await page.goto(site.authorizeUrl({ response_mode: 'form_post', prompt: 'none', state }));
    expect(await arrival(page)).toMatchObject({ method: 'POST', error: 'login_required', state });
  });
});
