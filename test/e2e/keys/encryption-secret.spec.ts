import { createTestApp } from '../../support/test-app.js';
import { newDatabaseUrl } from '../../support/test-database.js';
import { createWorld, freshTokens, introspect, refresh, type World } from '../../support/world.js';

const OLD = 'the-old-secret-of-the-tests-0123456789abcdef';
const NEW = 'the-new-secret-of-the-tests-0123456789abcdef';

describe('a new ENCRYPTION_SECRET', () => {
  it('takes over in one start with both, without anything issued before being lost', async () => {
    const databaseUrl = await newDatabaseUrl('postgres');
    const before = await createWorld({ databaseUrl, encryptionSecrets: [OLD] });
    const { port, issuer } = before.config;
    const tokens = await freshTokens(before);
    const keys = await (await fetch(`${issuer}/oauth2/jwks`)).json();
    await before.close();

    for (const encryptionSecrets of [[NEW, OLD], [NEW]]) {
      const server = await createTestApp({ databaseUrl, encryptionSecrets, port });
      const world: World = { ...before, ...server };
      expect(await (await fetch(`${issuer}/oauth2/jwks`)).json()).toEqual(keys);
      expect(await introspect(world, tokens.access_token)).toMatchObject({ active: true });
      expect((await refresh(world, tokens.refresh_token)).status).toBe(200);
      await server.close();
    }
  });
});
