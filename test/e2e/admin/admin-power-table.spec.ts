import { readFile } from 'node:fs/promises';
import { AuthorizationAdministration } from '../../../src/authorizations/authorization-administration.service.js';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { adminToken } from '../../support/admin.js';
import { ADMIN_SCOPES } from '../../support/admin-scopes.js';
import { createWorld, freshTokens, PASSWORD, type World } from '../../support/world.js';

interface Row {
  readonly method: string;
  readonly path: string;
  readonly scope: string;
  readonly more: string;
}

const ROW = /^\| (?<method>[A-Z]+) +\| `(?<path>[^`]+)` +\| `(?<scope>[^`]+)` +\| [^|]+ +\| (?<more>[^|]*?) *\|$/gm;

async function readTable(): Promise<readonly Row[]> {
  const text = await readFile('docs/security.md', 'utf8');
  return Array.from(text.matchAll(ROW), ({ groups }) => groups as unknown as Row);
}

describe('the table of what an act on a thing gives', () => {
  let server: World;
  let table: readonly Row[];
  let made = 0;

  beforeAll(async () => {
    server = await createWorld();
    table = await readTable();
  });
  afterAll(() => server.close());

  /** @returns the status of the answer */
  const send = async (scopes: readonly string[], { method, path }: Row, body: object, target: string) => {
    const token = await adminToken(server, scopes.join(' '));
    const address = path.replace(/\{(client_id|id)\}/, target).replaceAll(/\{\w+\}/g, 'none');
    const isSent = method === 'POST' || method === 'PATCH';
    const type = isSent ? { 'content-type': 'application/json' } : {};
    const headers = { authorization: `Bearer ${token}`, ...type };
    const init = { method, headers, ...(isSent ? { body: JSON.stringify(body) } : {}) };
    return (await fetch(server.config.issuer + address, init)).status;
  };

  const grantOf = async (username: string, userId: string): Promise<string> => {
    await freshTokens(server, {}, undefined, username);
    const { items } = await server.app.get(AuthorizationAdministration).list({ limit: 1, userId });
    return items[0]?.id as string;
  };

  /** A client with a scope of the admin API, an administrator, or a grant of one; and what makes one of another. */
  const privileged = async ({ path }: Row): Promise<readonly [target: string, body: object]> => {
    const name = `privileged-${++made}`;
    if (path.startsWith('/admin/v1/clients')) {
      const metadata = {
        client_name: name,
        grant_types: ['client_credentials'],
        response_types: [],
        scope: 'keys:write',
      };
      await server.app.get(ClientsService).create({ ...metadata, client_id: name }, {});
      return [name, path.endsWith('/secret') ? {} : metadata];
    }
    const { id } = await server.app.get(UsersService).create({ username: name, password: PASSWORD, roles: ['admin'] });
    if (path.startsWith('/admin/v1/grants')) return [await grantOf(name, id), {}];
    if (path.endsWith('/password')) return [id, { password: PASSWORD }];
    if (path.endsWith('/invitation')) return [id, {}];
    if (path.endsWith('/factors')) return [id, { type: 'totp', secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }];
    return [id, path.endsWith('/users') ? { username: `${name}-2`, roles: ['admin'] } : { given_name: 'Other' }];
  };

  it('has every operation of the API, with its scope, and no other', async () => {
    const document = await (await fetch(`${server.config.issuer}/docs/openapi.json`)).json();
    const paths = document.paths as Record<string, Record<string, { security: [{ gatehouse: string[] }] }>>;
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { security }]) => `${method.toUpperCase()} ${path} ${security[0].gatehouse.join(' ')}`,
      ),
    );
    expect(table.map(({ method, path, scope }) => `${method} ${path} ${scope}`).toSorted()).toEqual(
      operations.toSorted(),
    );
  });

  it.each(ADMIN_SCOPES.builtInRoles.map(({ name, scopes }) => ({ name, scopes })))(
    'says what $name may do',
    async ({ scopes }) => {
      for (const row of table) {
        const status = await send(scopes, row, {}, 'none');
        expect([row.method, row.path, status !== 401 && status !== 403]).toEqual([
          row.method,
          row.path,
          scopes.includes(row.scope),
        ]);
      }
    },
  );

  it.each([...ADMIN_SCOPES.names])('says what the scope %s alone is for', async (scope) => {
    for (const row of table) {
      const status = await send([scope], row, {}, 'none');
      expect([row.method, row.path, status !== 401 && status !== 403]).toEqual([
        row.method,
        row.path,
        scope === row.scope,
      ]);
    }
  });

  it('lets no one do anything without a token', async () => {
    for (const { method, path } of table) {
      const { status } = await fetch(server.config.issuer + path.replaceAll(/[{}]/g, ''), { method });
      expect([method, path, status]).toEqual([method, path, 401]);
    }
  });

  it('demands more on a privileged target, of each built-in role and of each scope alone, and takes roles:write for it', async () => {
    const rows = table.filter(({ more }) => more !== '');
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows)
      for (const scopes of [
        ...ADMIN_SCOPES.builtInRoles.map((role) => role.scopes),
        [row.scope],
        [row.scope, 'roles:write'],
      ]) {
        const [target, body] = await privileged(row);
        const status = await send(scopes, row, body, target);
        const allowed = scopes.includes(row.scope) && scopes.includes('roles:write');
        expect([row.method, row.path, scopes, status !== 403]).toEqual([row.method, row.path, scopes, allowed]);
      }
  });
});
