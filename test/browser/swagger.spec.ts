import * as client from 'openid-client';
import type { Locator, Page } from 'playwright-core';
import { ClientsService } from '../../src/clients/clients.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { answerConsent, describeInChromium, signIn } from '../support/chromium.js';
import { createWorld, PASSWORD, REDIRECT_URI, type World } from '../support/world.js';

describeInChromium('Swagger UI', (open) => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  it('lets an administrator sign in and look after a client', async () => {
    const page = await open();
    await page.goto(`${world.issuer}/docs`);
    await authorize(page, 'alice');

    const created = await tryOut(operation(page, 'post', '/admin/v1/clients'));
    expect([created.status, created.body]).toEqual([201, expect.stringContaining('"client_id": "web-app"')]);

    const read = await tryOut(operation(page, 'get', '/admin/v1/clients/{client_id}'));
    expect([read.status, read.body]).toEqual([200, expect.stringContaining('Example web app')]);

    const changed = await tryOut(operation(page, 'patch', '/admin/v1/clients/{client_id}'));
    expect([changed.status, changed.body]).toEqual([200, expect.stringContaining('New name')]);
    expect(await world.app.get(ClientsService).find('web-app')).toMatchObject({ clientName: 'New name' });

    const removed = await tryOut(operation(page, 'delete', '/admin/v1/clients/{client_id}'));
    expect(removed.status).toBe(204);
    expect(await world.app.get(ClientsService).find('web-app')).toBeUndefined();
  });

  it('lets a new administrator register a web app by its template, in which people then sign in', async () => {
    await world.app.get(UsersService).create({ username: 'newcomer', password: PASSWORD, roles: ['admin'] });
    const docs = await open();
    await docs.goto(`${world.issuer}/docs`);
    await authorize(docs, 'newcomer');
    const registration = operation(docs, 'post', '/admin/v1/clients');
    const { status } = await tryOut(registration, 'Web app');
    const shown = await registration.locator('.live-responses-table .highlight-code code').first().textContent();
    const registered = JSON.parse(shown ?? '') as Record<string, string>;
    expect([status, registered]).toEqual([201, expect.objectContaining({ client_secret: expect.any(String) })]);

    const page = await open();
    await page.route(`${REDIRECT_URI}**`, (route) => route.fulfill({ body: 'Welcome back' }));
    expect(await signInWith(page, registered)).toMatchObject({ iss: world.issuer, aud: registered.client_id });
  });

  it('says what somebody who is no administrator lacks', async () => {
    const page = await open();
    await page.goto(`${world.issuer}/docs`);
    await authorize(page, 'bob');
    const listed = await tryOut(operation(page, 'get', '/admin/v1/clients'));
    expect([listed.status, listed.body]).toEqual([403, expect.stringContaining('insufficient_scope')]);
  });

  it('says that a stranger has to authorize', async () => {
    const page = await open();
    await page.goto(`${world.issuer}/docs`);
    expect((await tryOut(operation(page, 'get', '/admin/v1/clients'))).status).toBe(401);
  });

  /** Lets bob sign in to a client that runs a library of others. @returns the claims of the ID token */
  async function signInWith(
    page: Page,
    { client_id = '', client_secret = '', scope = 'openid' }: Record<string, string>,
  ) {
    const options = { execute: [client.allowInsecureRequests] };
    const server = new URL(world.issuer);
    const byHeader = client.ClientSecretBasic(client_secret);
    const configuration = await client.discovery(server, client_id, undefined, byHeader, options);
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: REDIRECT_URI,
      scope,
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    await page.goto(url.href);
    await signIn(page, 'bob', PASSWORD);
    // No one is there, so the page never loads.
    const arrival = page.waitForRequest((request) => request.url().startsWith(`${REDIRECT_URI}?`));
    await answerConsent(page, 'Allow');
    const arrivedAt = new URL((await arrival).url());
    const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
    return (await client.authorizationCodeGrant(configuration, arrivedAt, checks)).claims();
  }
});

/** Presses "Authorize", and signs in in the window that opens. */
async function authorize(page: Page, username: string): Promise<void> {
  await page.getByRole('button', { name: 'Authorize' }).first().click();
  const dialog = page.locator('.dialog-ux');
  await dialog.getByText('select all').first().click();
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    dialog.getByRole('button', { name: 'Apply given OAuth2 credentials' }).click(),
  ]);
  const closed = popup.waitForEvent('close');
  await signIn(popup, username, PASSWORD);
  await closed;
  await dialog.getByText('Logout').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
}

/** One operation, unfolded. */
function operation(page: Page, method: string, path: string): Locator {
  return page.locator(`.opblock-${method}`).filter({ has: page.locator(`[data-path="${path}"]`) });
}

/** Sends the request with the example values of the documentation: those of this name, or else the first. */
async function tryOut(block: Locator, example?: string): Promise<{ status: number; body: string }> {
  await block.locator('.opblock-summary-control').first().click();
  await block.getByRole('button', { name: 'Try it out' }).click();
  if (example !== undefined) await block.locator('.examples-select-element').first().selectOption(example);
  await block.getByRole('button', { name: 'Execute' }).click();
  const answer = block.locator('.live-responses-table tbody .response');
  await answer.waitFor();
  const status = Number.parseInt((await answer.locator('.response-col_status').textContent()) ?? '', 10);
  const body = await answer.locator('.response-col_description').textContent();
  return { status, body: body ?? '' };
}
