import { writeFileSync } from 'node:fs';
import { Provider } from 'oidc-provider';
import pg from 'pg';
import { lifetimes, scene, usernames } from '../contestants/scene.js';
import { configuration } from './configuration.js';
import { MemoryAdapter } from './memory-adapter.js';
import { postgresAdapter, SCHEMA } from './postgres-adapter.js';

/** The peer as a program: `DATABASE_URL` or memory; writes the cookies of signed-in browsers to `COOKIES_FILE`. */
const { PORT = '', ISSUER = '', DATABASE_URL, COOKIES_FILE = '' } = process.env;

/** As many as our server has for single statements. */
const POOL_SIZE = 10;

async function adapter() {
  if (DATABASE_URL === undefined) return MemoryAdapter;
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: POOL_SIZE });
  await pool.query(SCHEMA);
  return postgresAdapter(pool);
}

/** A live session in which the user has granted the client everything that it asks for. */
async function signIn(accountId: string): Promise<string> {
  const grant = new provider.Grant({ accountId, clientId: scene.clientId });
  grant.addOIDCScope('openid profile email offline_access');
  grant.addResourceScope(scene.api, scene.apiScope);
  const session = new provider.Session();
  session.loginAccount({ accountId, amr: ['pwd'], acr: '1' });
  session.ensureClientContainer(scene.clientId);
  session.grantIdFor(scene.clientId, await grant.save(lifetimes.refreshToken));
  await session.save(lifetimes.session);
  return `${provider.cookieName('session')}=${session.id}`;
}

const provider = new Provider(ISSUER, configuration(await adapter()));
provider.on('server_error', (_context, error) => console.error(error));
const cookies: string[] = [];
for (const username of usernames) cookies.push(await signIn(username));
writeFileSync(COOKIES_FILE, JSON.stringify(cookies));
provider.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on ${ISSUER}`));
