import { decodeJwt } from 'jose';
import type { Locator, Page } from 'playwright-core';
import { ClientsService } from '../../src/clients/clients.service.js';
import { describeInChromium, signIn } from '../support/chromium.js';
import { createWorld, freshCode, PASSWORD, REDIRECT_URI, redeem, type World } from '../support/world.js';

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
    expect(await signsIn('web-app', /"client_secret": "([\w-]{43})"/.exec(created.body)?.[1])).toEqual([
      200,
      'web-app',
    ]);

    const read = await tryOut(operation(page, 'get', '/admin/v1/clients/{client_id}'));
    expect([read.status, read.body]).toEqual([200, expect.stringContaining('Example web app')]);

    const changed = await tryOut(operation(page, 'patch', '/admin/v1/clients/{client_id}'));
    expect([changed.status, changed.body]).toEqual([200, expect.stringContaining('New name')]);
    expect(await world.app.get(ClientsService).find('web-app')).toMatchObject({ clientName: 'New name' });

    const removed = await tryOut(operation(page, 'delete', '/admin/v1/clients/{client_id}'));
    expect(removed.status).toBe(204);
    expect(await world.app.get(ClientsService).find('web-app')).toBeUndefined();
  });

  /** The whole code flow of a client that was registered from the first template. */
  async function signsIn(id: string, secret: string | undefined): Promise<readonly unknown[]> {
    const asked = { client_id: id, redirect_uri: REDIRECT_URI, scope: 'openid profile' };
    const { status, body } = await redeem(world, await freshCode(world, asked), {}, { id, secret });
    return [status, status === 200 ? decodeJwt(body.id_token).aud : body];
  }

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

/** Sends the request with the example values of the documentation. */
async function tryOut(block: Locator): Promise<{ status: number; body: string }> {
  await block.locator('.opblock-summary-control').first().click();
  await block.getByRole('button', { name: 'Try it out' }).click();
  await block.getByRole('button', { name: 'Execute' }).click();
  const answer = block.locator('.live-responses-table tbody .response');
  await answer.waitFor();
  const status = Number.parseInt((await answer.locator('.response-col_status').textContent()) ?? '', 10);
  const body = await answer.locator('.response-col_description').textContent();
  return { status, body: body ?? '' };
}
