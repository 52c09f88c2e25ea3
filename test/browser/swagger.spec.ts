import * as client from 'openid-client';
import type { Locator, Page } from 'playwright-core';
import { ClientsService } from '../../src/clients/clients.service.js';
import { docsScope } from '../../src/operations/documentation/docs-client.js';
import { UsersService } from '../../src/users/users.service.js';
import { ADMIN_SCOPES } from '../support/admin-scopes.js';
import { tokensByCode } from '../support/checking-client.js';
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

  it('keeps the authorization in this tab when the page is loaded anew, and nowhere else', async () => {
    const page = await open();
    await page.goto(`${world.issuer}/docs`);
    await authorize(page, 'alice');
    await page.reload();
    const again = await tryOut(operation(page, 'get', '/admin/v1/clients'));
    expect(again.status).toBe(200);
    expect(await page.evaluate('localStorage.length')).toBe(0);

    const tab = await page.context().newPage();
    await tab.goto(`${world.issuer}/docs`);
    expect((await tryOut(operation(tab, 'get', '/admin/v1/clients'))).status).toBe(401);

    await page.getByRole('button', { name: 'Authorize' }).first().click();
    await page.locator('.dialog-ux').getByText('Logout').click();
    await page.reload();
    expect((await tryOut(operation(page, 'get', '/admin/v1/users'))).status).toBe(401);
  });

  it('does not bring back a token that has expired', async () => {
    const page = await open();
    await page.goto(`${world.issuer}/docs`);
    await authorize(page, 'alice');
    await page.evaluate(`(() => {
      const kept = JSON.parse(sessionStorage.getItem('gatehouse-docs'));
      sessionStorage.setItem('gatehouse-docs', JSON.stringify({ ...kept, until: Date.now() - 1 }));
    })()`);
    await page.reload();
    expect((await tryOut(operation(page, 'get', '/admin/v1/clients'))).status).toBe(401);
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });

  it('says what somebody who is no administrator lacks', async () => {
    const page = await open();
    await page.goto(`${world.issuer}/docs`);
    await authorize(page, 'bob');
    const listed = await tryOut(operation(page, 'get', '/admin/v1/clients'));
    expect([listed.status, listed.body]).toEqual([403, expect.stringContaining('insufficient_scope')]);
    expect(listed.body).toContain('does not have the scope clients:read, which users get who hold the role');
    const refusal = operation(page, 'get', '/admin/v1/clients').locator('[data-code="403"]');
    expect(await refusal.textContent()).toContain('tick clients:read, and authorize again');
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
    const tokens = await tokensByCode(configuration, scope, async (url) => {
      await page.goto(url.href);
      await signIn(page, 'bob', PASSWORD);
      // No one is there, so the page never loads.
      const arrival = page.waitForRequest((request) => request.url().startsWith(`${REDIRECT_URI}?`));
      await answerConsent(page, 'Allow');
      return new URL((await arrival).url());
    });
    return tokens.claims();
  }
});

/** Presses "Authorize", and signs in in the window that opens. */
async function authorize(page: Page, username: string): Promise<void> {
  await page.getByRole('button', { name: 'Authorize' }).first().click();
  const dialog = page.locator('.dialog-ux');
  // Every box is ticked already.
  const boxes = dialog.locator('.scopes input[type=checkbox]');
  expect(await boxes.count()).toBe(docsScope(ADMIN_SCOPES.names).length);
  expect(await boxes.evaluateAll((all) => all.every((box) => (box as HTMLInputElement).checked))).toBe(true);
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
