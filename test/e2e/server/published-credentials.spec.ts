import { ClientsService } from '../../../src/clients/clients.service.js';
import { Database } from '../../../src/platform/database/database.js';
import { refusePublishedCredentials } from '../../../src/server/published-credentials.js';
import { UsersService } from '../../../src/users/users.service.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';
import { DIALECTS } from '../../support/test-database.js';

const DEMO_SECRET = 'example-secret-for-the-demo-only-0123456789';
const DEMO_PASSWORD = 'correct horse battery staple';

describe.each(DIALECTS)('the credentials of the demo, in a database on %s,', (dialect) => {
  const servers: TestApp[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  /** A server that has them. */
  async function serverWith(overrides: { readonly production: boolean; readonly issuer?: string }) {
    const server = await createTestApp({ dialect, ...overrides });
    servers.push(server);
    const client = { client_id: 'demo-app', client_secret: DEMO_SECRET, redirect_uris: ['https://rp.example/cb'] };
    const clients = server.app.get(ClientsService);
    await server.app.get(Database).transaction((transaction) => clients.applyBootstrap([client], transaction));
    await server.app.get(UsersService).create({ username: 'alice', password: DEMO_PASSWORD });
    return server.app;
  }

  it('keep a server from starting in production, in a sentence each', async () => {
    const app = await serverWith({ production: true, issuer: 'https://login.example.com' });
    await expect(refusePublishedCredentials(app)).rejects.toMatchObject({
      violations: [
        expect.stringMatching(/^the client demo-app has the secret .* clients rotate-secret demo-app$/),
        expect.stringMatching(/^the user alice has the password .* users set-password alice$/),
      ],
    });
  });

  it('do no harm once they are changed', async () => {
    const app = await serverWith({ production: true, issuer: 'https://login.example.com' });
    await app.get(ClientsService).delete('demo-app', {});
    const { id } = (await app.get(UsersService).findByUsername('alice')) ?? { id: '' };
    await app.get(UsersService).disable(id);
    await expect(refusePublishedCredentials(app)).resolves.toBeUndefined();
  });

  it('are good enough outside production', async () => {
    await expect(refusePublishedCredentials(await serverWith({ production: false }))).resolves.toBeUndefined();
  });
});
