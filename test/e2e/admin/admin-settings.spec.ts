import { readFileSync } from 'node:fs';
import { adminApi } from '../../support/admin.js';
import { ADMIN_SCOPES } from '../../support/admin-scopes.js';
import { DIALECTS } from '../../support/test-database.js';
import { createWorld, type World } from '../../support/world.js';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

describe.each(DIALECTS)('the settings overview of the admin API on %s', (dialect) => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld({ dialect });
  });
  afterAll(() => world.close());

  it('says what the server goes by, without a secret', async () => {
    const api = await adminApi(world, 'settings:read');
    const { status, headers, body } = await api('GET', '/settings');
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toMatchObject({
      version,
      issuer: world.issuer,
      database: { dialect },
      encryption_secrets: 'set',
      audit: { retention: 0, webhook: { secret: 'not set' } },
      lifetimes: { access_token: 600 },
      throttles: { free_failures: { account: 5, address: 50 } },
    });
    const text = JSON.stringify(body);
    for (const secret of world.config.encryptionSecrets) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/postgres(ql)?:\/\//);
  });

  it('is for a scope of its own, which administrators and auditors get', async () => {
    const others = await adminApi(world, 'clients:read keys:write');
    expect((await others('GET', '/settings')).status).toBe(403);
    const roles = ADMIN_SCOPES.builtInRoles
      .filter(({ scopes }) => scopes.includes('settings:read'))
      .map(({ name }) => name);
    const writers = ADMIN_SCOPES.builtInRoles
      .filter(({ scopes }) => scopes.includes('keys:write'))
      .map(({ name }) => name);
    expect([roles, writers]).toEqual([['admin', 'auditor'], ['admin']]);
  });
});
