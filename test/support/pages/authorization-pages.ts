import { TestMails } from '../../../src/mail/test-mail.service.js';
import { answerConsent } from '../chromium.js';
import { arrival } from '../client-site.js';
import { addAccount, goSignedIn, LOGO, type PagesByName } from './page-world.js';

const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48"><circle cx="24" cy="24" r="20" fill="#c2410c"/></svg>';

/** What an authorization request leads to, and what there is beside. */
export const AUTHORIZATION_PAGES: PagesByName = {
  consent: (page, at) => goSignedIn(page, at, at.site.authorizeUrl({ prompt: 'consent' })),
  'consent, long words': (page, at) =>
    goSignedIn(
      page,
      at,
      at.site.authorizeUrl({ client_id: 'long-words', redirect_uri: undefined, scope: undefined, prompt: 'consent' }),
    ),
  'consent, app of a stranger': async (page, at) => {
    await page.route(LOGO, (route) => route.fulfill({ contentType: 'image/svg+xml', body: PICTURE }));
    await goSignedIn(
      page,
      at,
      at.site.authorizeUrl({ client_id: 'stranger', redirect_uri: undefined, scope: undefined, prompt: 'consent' }),
    );
    expect(
      await page
        .locator('.mark img')
        .first()
        .evaluate((image) => (image as HTMLImageElement).naturalWidth),
    ).toBe(48);
  },
  'consent, changed meanwhile': async (page, at) => {
    await goSignedIn(page, at, at.site.authorizeUrl({ prompt: 'consent' }));
    await page.locator('form[action$="/consent"] input[name=scope]').evaluate((field) => {
      (field as HTMLInputElement).value = 'openid';
    });
    await answerConsent(page, 'Allow');
    await page.getByRole('alert').waitFor();
  },
  'select account': async (page, at) => {
    await goSignedIn(page, at, '/account');
    await page.goto(at.site.authorizeUrl({ prompt: 'select_account' }));
  },
  'select account, several': async (page, at) => {
    await goSignedIn(page, at, '/account', 'alice');
    await addAccount(page, at, 'bob');
    await addAccount(page, at, 'long-name');
    await page.goto(at.site.authorizeUrl({ prompt: 'select_account' }));
  },
  'already answered': async (page, at) => {
    await goSignedIn(page, at, at.site.authorizeUrl({ prompt: 'consent' }));
    const asked = page.url();
    await answerConsent(page, 'Allow');
    await arrival(page);
    await page.goto(asked);
  },
  'one moment': async (page, at) => {
    await goSignedIn(page, at, at.site.authorizeUrl({ prompt: 'consent' }));
    await page.route('**&leaving=1', (route) => route.fulfill({ status: 204 }));
    const left = page.waitForResponse('**&leaving=1');
    await answerConsent(page, 'Allow');
    // From then on the browser goes nowhere.
    await left;
    await page.getByRole('link', { name: 'Continue' }).waitFor();
  },
  mailbox: async (page, at) => {
    await at.world.app.get(TestMails).send('reader@example.net', {});
    await page.goto(`${at.world.issuer}/mailbox`);
  },
  'mailbox, a mail': async (page, at) => {
    await at.world.app.get(TestMails).send('reader@example.net', {});
    await page.goto(`${at.world.issuer}/mailbox`);
    await page.getByRole('link', { name: 'reader@example.net' }).first().click();
    await page.frameLocator('iframe').getByRole('heading', { name: 'Mails arrive' }).waitFor();
  },
  'form post': async (page, at) => {
    await page.route('**/assets/form-post.js', (route) => route.abort());
    await page.goto(at.site.authorizeUrl({ response_mode: 'form_post', prompt: 'none' }));
  },
  'error, leads to an app of a stranger': (page, at) =>
    page.goto(at.site.authorizeUrl({ client_id: 'stranger', redirect_uri: undefined, scope: 'email' })),
  'error, leads to an app of a stranger by a form': (page, at) =>
    page.goto(
      at.site.authorizeUrl({
        client_id: 'stranger',
        redirect_uri: undefined,
        scope: 'email',
        response_mode: 'form_post',
      }),
    ),
  'not signed in, leads to an app of a stranger': (page, at) =>
    page.goto(
      `${at.world.issuer}/oauth2/logout?client_id=stranger&post_logout_redirect_uri=https://photos.example/bye`,
    ),
  'error, not for the client': (page, at) =>
    page.goto(at.site.authorizeUrl({ redirect_uri: 'https://evil.example/cb' })),
  'error, expired': (page, at) => page.goto(`${at.world.issuer}/consent?request=unknown`),
  'error, not found': (page, at) => page.goto(`${at.world.issuer}/nothing-here`),
};
