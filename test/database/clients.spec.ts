import { ClientChanged, ClientIdTaken, ClientNotFound } from '../../src/clients/client-error.js';
import { secretMatches } from '../../src/clients/client-secrets.js';
import type { ClientsService } from '../../src/clients/clients.service.js';
import { type Database, statement } from '../../src/platform/database/database.js';
import { Violations } from '../../src/platform/validation/violations.js';
import { openRooms, type Rooms } from '../support/rooms.js';
import { DIALECTS } from '../support/test-database.js';

const WEB_APP = { client_id: 'web-app', redirect_uris: ['https://rp.example/cb'] };
const SECRET = 'a-secret-that-somebody-chose-elsewhere';

describe.each(DIALECTS)('clients on %s', (dialect) => {
  let rooms: Rooms;
  let clients: ClientsService;
  let database: Database;

  beforeEach(async () => {
    rooms = await openRooms(dialect);
    ({ clients, database } = rooms);
  });
  afterEach(() => database.close());

  const bootstrap = async (...entries: unknown[]) => {
    const warnings = await database.transaction((transaction) => clients.applyBootstrap(entries, transaction));
    return warnings;
  };
  const accepts = async (secret: string, clientId = 'web-app') =>
    secretMatches(await clients.find(clientId), secret, rooms.clock.now());

  it('finds a client at once, with its secret as a digest only', async () => {
    expect(await clients.find('web-app')).toBeUndefined();
    const { clientSecret = '' } = await clients.create(WEB_APP);
    expect(await clients.find('web-app')).toMatchObject({
      clientId: 'web-app',
      clientName: 'web-app',
      redirectUris: ['https://rp.example/cb'],
    });
    expect(await accepts(clientSecret)).toBe(true);
    expect(await accepts(`${clientSecret}x`)).toBe(false);
    const rows = await database.query(statement('test-secrets', 'SELECT * FROM client_secrets'));
    expect(JSON.stringify(rows)).not.toContain(clientSecret);
  });

  it('registers an identifier once, however many try at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => clients.create(WEB_APP)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))).toEqual(
      Array(49).fill(expect.any(ClientIdTaken)),
    );
    expect((await clients.get('web-app')).secrets).toHaveLength(1);
  });

  it('loses none of 50 changes at once, and refuses a change of another version', async () => {
    await clients.create(WEB_APP);
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => clients.update('web-app', { [`client_name#en-x-n${index}`]: 'Name' })),
    );
    const { version, metadata } = await clients.get('web-app');
    expect([version, Object.keys(metadata).filter((name) => name.startsWith('client_name#')).length]).toEqual([51, 50]);
    await expect(clients.update('web-app', { client_name: 'New' }, {}, [50])).rejects.toThrow(ClientChanged);
    await expect(clients.delete('web-app', {}, [50])).rejects.toThrow(ClientChanged);
  });

  it('lets both secrets work during a rotation, and only the new one after it', async () => {
    const { clientSecret: first = '' } = await clients.create(WEB_APP);
    const { clientSecret: second = '' } = await clients.rotateSecret('web-app', 60);
    expect([await accepts(first), await accepts(second)]).toEqual([true, true]);
    rooms.clock.pass(59);
    expect(await accepts(first)).toBe(true);
    rooms.clock.pass(1);
    expect([await accepts(first), await accepts(second)]).toEqual([false, true]);
    await rooms.purge.run();
    expect((await clients.get('web-app')).secrets).toHaveLength(2);
    rooms.clock.pass(1);
    await rooms.purge.run();
    expect((await clients.get('web-app')).secrets).toHaveLength(1);
  });

  it('never prolongs a secret, and ends it at once without an overlap', async () => {
    const { clientSecret: first = '' } = await clients.create(WEB_APP);
    const { clientSecret: second = '' } = await clients.rotateSecret('web-app', 0);
    expect([await accepts(first), await accepts(second)]).toEqual([false, true]);
  });

  it('leaves a client with two secrets at most, however many rotate at once', async () => {
    await clients.create(WEB_APP);
    const rotated = await Promise.all(Array.from({ length: 20 }, () => clients.rotateSecret('web-app', 60)));
    const working = await Promise.all(rotated.map(({ clientSecret = '' }) => accepts(clientSecret)));
    expect([(await clients.get('web-app')).secrets.length, working.filter(Boolean).length]).toEqual([2, 2]);
  });

  it('sees what another process changed silently after five seconds, and a new client at once', async () => {
    await clients.create(WEB_APP);
    const before = await clients.find('web-app');
    await database.execute(statement('test-delete-client', "DELETE FROM clients WHERE client_id = 'web-app'"));
    rooms.clock.pass(4.9);
    expect(await clients.find('web-app')).toBe(before);
    rooms.clock.pass(0.1);
    expect(await clients.find('web-app')).toBeUndefined();
    await database.transaction((transaction) =>
      rooms.clientsRepository.insert('web-app', before?.metadata ?? ({} as never), 0, transaction),
    );
    expect(await clients.find('web-app')).toBeDefined();
  });

  it('removes a client with its secrets', async () => {
    await clients.create(WEB_APP);
    await clients.find('web-app');
    await clients.delete('web-app');
    expect(await clients.find('web-app')).toBeUndefined();
    expect(await database.query(statement('test-secrets', 'SELECT * FROM client_secrets'))).toEqual([]);
    await expect(clients.delete('web-app')).rejects.toThrow(ClientNotFound);
  });

  it('purges what a stranger registered and no one uses, a month after its last change', async () => {
    const month = 30 * 86_400;
    const open = { registeredBy: 'open', registrationTokenDigest: 'd' } as const;
    const register = (client_id: string, registrar?: Parameters<ClientsService['create']>[2]) =>
      clients.create({ ...WEB_APP, client_id }, {}, registrar);
    await register('administrators');
    await register('vouched', { ...open, registeredBy: 'initial-access-token' });
    for (const each of ['idle', 'allowed', 'changed']) await register(each, open);
    await database.execute(
      statement(
        'test-allow',
        "INSERT INTO consents (user_id, client_id, scope, granted_at, updated_at) VALUES ('u', 'allowed', '', 1, 1)",
      ),
    );
    rooms.clock.pass(month);
    await clients.replace('changed', { redirect_uris: WEB_APP.redirect_uris, client_name: 'New' });
    const left = async () => {
      await rooms.purge.run();
      return (await clients.list({ limit: 100 })).items.map(({ clientId }) => clientId).toSorted();
    };
    expect(await left()).toEqual(['administrators', 'allowed', 'changed', 'idle', 'vouched']);
    rooms.clock.pass(1);
    expect(await left()).toEqual(['administrators', 'allowed', 'changed', 'vouched']);
  });

  it('lets an administrator give a stranger’s client what strangers cannot have', async () => {
    await clients.create(WEB_APP, {}, { registeredBy: 'open', registrationTokenDigest: 'd' });
    await expect(
      clients.replace('web-app', { redirect_uris: ['com.example.app:/cb'], application_type: 'web' }),
    ).rejects.toThrow(Violations);
    await clients.update('web-app', { redirect_uris: ['com.example.app:/cb'] });
    expect((await clients.get('web-app')).registeredBy).toBe('open');
  });

  it('knows the built-in client of the documentation, which is public and needs no consent', async () => {
    expect(await clients.find('gatehouse-docs')).toMatchObject({
      tokenEndpointAuthMethod: 'none',
      firstParty: true,
      redirectUris: ['https://login.example/docs/oauth2-redirect.html'],
    });
    await expect(clients.create({ ...WEB_APP, client_id: 'gatehouse-docs' })).rejects.toThrow(ClientIdTaken);
    expect((await clients.list({ limit: 10 })).items).toEqual([]);
  });

  it('pages through clients that were registered in the same millisecond', async () => {
    await Promise.all(
      ['c', 'a', 'b'].map((client_id) => clients.create({ ...WEB_APP, client_id, client_name: 'Ab_c' })),
    );
    const first = await clients.list({ limit: 2 });
    const second = await clients.list({ limit: 2, cursor: first.next });
    expect([...first.items, ...second.items].map(({ clientId }) => clientId)).toEqual(['a', 'b', 'c']);
    expect(second.next).toBeUndefined();
    expect((await clients.list({ limit: 9, clientName: 'B_C' })).items).toHaveLength(3);
    expect((await clients.list({ limit: 9, clientName: 'A_c' })).items).toHaveLength(0);
    await expect(clients.list({ limit: 9, cursor: 'nonsense' })).rejects.toThrow(Violations);
  });

  describe('from the bootstrap file', () => {
    it('are the same after the same file twice', async () => {
      const file = [
        { ...WEB_APP, client_secret: SECRET },
        { client_id: 'spa', token_endpoint_auth_method: 'none', redirect_uris: ['https://spa.example'] },
      ];
      await bootstrap(...file);
      const before = [await clients.get('web-app'), await clients.get('spa')];
      rooms.clock.pass(10);
      await bootstrap(...file);
      expect([await clients.get('web-app'), await clients.get('spa')]).toEqual(before);
      expect(await accepts(SECRET)).toBe(true);
      expect(await database.query(statement('test-events', 'SELECT type FROM audit_events'))).toHaveLength(2);
    });

    it('take a changed secret and changed metadata', async () => {
      await bootstrap({ ...WEB_APP, client_secret: SECRET });
      await bootstrap({ ...WEB_APP, client_secret: `${SECRET}-2`, client_name: 'New' });
      expect([await accepts(SECRET), await accepts(`${SECRET}-2`)]).toEqual([false, true]);
      expect(await clients.get('web-app')).toMatchObject({ version: 2, metadata: { client_name: 'New' } });
    });

    it('keep a stored secret that the file does not name', async () => {
      await bootstrap({ ...WEB_APP, client_secret: SECRET });
      await bootstrap(WEB_APP);
      expect(await accepts(SECRET)).toBe(true);
    });

    it('lose their secret when they turn public', async () => {
      await bootstrap({ ...WEB_APP, client_secret: SECRET });
      await bootstrap({ ...WEB_APP, token_endpoint_auth_method: 'none' });
      expect(await clients.get('web-app')).toMatchObject({ version: 2, secrets: [] });
    });

    it('may use scopes of resources in the same transaction', async () => {
      const resource = {
        identifier: 'https://api.example',
        name: 'API',
        scopes: [{ name: 'api:read', description: 'Read' }],
        accessTokenLifetime: null,
      };
      await database.transaction(async (transaction) => {
        await rooms.resources.upsert(resource, transaction);
        await clients.applyBootstrap([{ ...WEB_APP, client_secret: SECRET, scope: 'openid api:read' }], transaction);
      });
      expect((await clients.find('web-app'))?.scope).toEqual(['openid', 'api:read']);
    });

    it('name every mistake of every entry, and change nothing', async () => {
      const entries = [
        { ...WEB_APP, client_secret: 'short' },
        {
          client_id: 'spa',
          token_endpoint_auth_method: 'none',
          client_secret: SECRET,
          redirect_uris: ['https://spa.example'],
        },
        { ...WEB_APP, client_id: 'good', client_secret: SECRET },
        { ...WEB_APP, client_id: 'good', client_secret: SECRET },
        { ...WEB_APP, client_id: 'no-secret' },
        { redirect_uris: ['https://rp.example'] },
        { ...WEB_APP, client_id: 'gatehouse-docs', client_secret: SECRET },
        { ...WEB_APP, client_secret: SECRET, scope: 'openid unknown' },
        'text',
      ];
      const error = await bootstrap(...entries).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Violations);
      expect((error as Violations).violations.map(({ pointer }) => pointer)).toEqual([
        '/0/client_secret',
        '/1/client_secret',
        '/3/client_id',
        '/4/client_secret',
        '/5/client_id',
        '/6/client_id',
        '/7/scope',
        '/8',
      ]);
      expect((await clients.list({ limit: 10 })).items).toEqual([]);
    });

    it('warn of registered metadata that is not used', async () => {
      const warnings = await bootstrap({ ...WEB_APP, client_secret: SECRET, tls_client_auth_subject_dn: 'CN=rp' });
      expect(warnings).toEqual([
        { pointer: '/0/tls_client_auth_subject_dn', detail: expect.stringContaining('does not use') },
      ]);
    });
  });
});
