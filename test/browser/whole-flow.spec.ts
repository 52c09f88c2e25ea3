import { readFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { ApiModule } from '../../examples/api/api.module.js';
import { ClientsService } from '../../src/clients/clients.service.js';
import { Database } from '../../src/platform/database/database.js';
import { answerConsent, describeInChromium, signIn } from '../support/chromium.js';
import { freePort } from '../support/free-port.js';
import { API, createWorld, PASSWORD, type World } from '../support/world.js';

const BOOTSTRAP = readFileSync(new URL('../../examples/bootstrap.json', import.meta.url), 'utf8');

describeInChromium('the example web app', (open) => {
  let world: World;
  let api: NestFastifyApplication;
  let app: FastifyInstance;
  let home: string;

  beforeAll(async () => {
    world = await createWorld();
    api = await startApi();
    home = `http://localhost:${await freePort()}`;
    await registerExampleClient();
    // The example reads where the three programs are when it is imported.
    Object.assign(process.env, { ISSUER: world.issuer, RELYING_PARTY: home, API: await api.getUrl() });
    const { createRelyingParty } = await import('../../examples/relying-party/server.js');
    app = await createRelyingParty();
    await app.listen({ port: Number(new URL(home).port), host: '127.0.0.1' });
  });
  afterAll(async () => {
    await app.close();
    await api.close();
    await world.close();
  });

  it('signs a person in, calls the API, refreshes, and signs the person out', async () => {
    const page = await open();
    await page.goto(home);
    await page.getByRole('link', { name: 'Sign in with Gatehouse' }).click();
    await signIn(page, 'alice', PASSWORD);
    await answerConsent(page, 'Allow');
    await page.getByText('Signed in as').waitFor();
    expect(await page.getByRole('main').or(page.locator('body')).first().textContent()).toContain('alice@example.com');

    await page.getByRole('button', { name: 'Call the API' }).click();
    await page.getByRole('heading', { name: 'The API answers' }).waitFor();
    expect(await page.locator('pre').first().textContent()).toContain('January');

    await page.getByRole('button', { name: 'Refresh the tokens' }).click();
    await page.getByRole('heading', { name: 'New tokens. The refresh token has rotated' }).waitFor();
    expect(await page.locator('pre').first().textContent()).toContain('api:admin');

    await page.getByRole('button', { name: 'Sign out' }).click();
    const again = page.getByRole('link', { name: 'Sign in with Gatehouse' });
    await again.click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(page.url()).toContain(`${world.issuer}/login`);
  });

  it('hears that the person does not want to', async () => {
    const page = await open();
    await page.goto(`${home}/login`);
    await signIn(page, 'bob', PASSWORD);
    await answerConsent(page, 'Don’t allow');
    await page.getByRole('heading', { name: 'Signing in did not work' }).waitFor();
    expect(page.url()).toBe(`${home}/`);
  });

  async function startApi(): Promise<NestFastifyApplication> {
    const module = ApiModule.forRoot({ issuer: world.issuer, audience: API });
    const started = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), { logger: false });
    await started.listen(0, '127.0.0.1');
    return started;
  }

  /** As the demo does, but at this address. */
  async function registerExampleClient(): Promise<void> {
    const { clients } = JSON.parse(BOOTSTRAP.replaceAll('http://localhost:3001', home)) as { clients: unknown[] };
    const violations = await world.app
      .get(Database)
      .transaction((transaction) => world.app.get(ClientsService).applyBootstrap(clients, transaction));
    expect(violations).toEqual([]);
  }
});
