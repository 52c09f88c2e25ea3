import { ClientAssertionsRepository } from '../../src/clients/client-assertions.repository.js';
import { ClientSecretsService } from '../../src/clients/client-secrets.service.js';
import { Sealer } from '../../src/platform/crypto/secrets.js';
import { type Database, statement } from '../../src/platform/database/database.js';
import { openRooms, type Rooms } from '../support/rooms.js';
import { testConfig } from '../support/test-app.js';
import { DIALECTS } from '../support/test-database.js';

const BY_MAC = {
  client_id: 'by-mac',
  redirect_uris: ['https://rp.example/cb'],
  token_endpoint_auth_method: 'client_secret_jwt',
};

describe.each(DIALECTS)('what proves who a client is, on %s', (dialect) => {
  let rooms: Rooms;
  let database: Database;

  beforeEach(async () => {
    rooms = await openRooms(dialect);
    ({ database } = rooms);
  });
  afterEach(() => database.close());

  it('an assertion is used once, however many replicas use it at once', async () => {
    const replicas = Array.from({ length: 50 }, () => new ClientAssertionsRepository(database));
    const used = await Promise.all(replicas.map((replica) => replica.use('digest', 1000)));
    expect(used.filter(Boolean)).toHaveLength(1);
    expect(await replicas[0]?.use('another', 1000)).toBe(true);
  });

  it('an assertion is forgotten when it has expired, and not before', async () => {
    const assertions = new ClientAssertionsRepository(database);
    await assertions.use('early', 1000);
    await assertions.use('late', 2000);
    expect([await assertions.purge(999, 10), await assertions.purge(1000, 10)]).toEqual([0, 1]);
    expect([await assertions.use('early', 1000), await assertions.use('late', 2000)]).toEqual([true, false]);
  });

  it('a secret that signs is sealed, and no other is stored at all', async () => {
    const { clientSecret = '' } = await rooms.clients.create(BY_MAC);
    await rooms.clients.create({ ...BY_MAC, client_id: 'basic', token_endpoint_auth_method: 'client_secret_basic' });
    const rows = await database.query<{ client_id: string; sealed: string | null }>(
      statement('test-sealed', 'SELECT * FROM client_secrets ORDER BY client_id'),
    );
    expect(rows.map(({ client_id, sealed }) => [client_id, sealed === null])).toEqual([
      ['basic', true],
      ['by-mac', false],
    ]);
    expect(JSON.stringify(rows)).not.toContain(clientSecret);
    expect(rooms.clientSecrets.open((await rooms.clients.get('by-mac')).secrets)).toEqual([clientSecret]);
  });

  it('a sealed secret of one client opens as that of no other', async () => {
    await rooms.clients.create(BY_MAC);
    const [own] = (await rooms.clients.get('by-mac')).secrets;
    expect(() => rooms.clientSecrets.open(own ? [{ ...own, id: 'another' }] : [])).toThrow(
      'it does not open client secret',
    );
  });

  it('ENCRYPTION_SECRET can be replaced without losing a secret that signs', async () => {
    const { clientSecret = '' } = await rooms.clients.create(BY_MAC);
    const config = await testConfig();
    const [old = '', next] = [config.encryptionSecrets[0], 'another-secret-0123456789-0123456789'];
    const starting = (secrets: readonly string[]) =>
      new ClientSecretsService({ ...config, encryptionSecrets: secrets }, new Sealer(secrets), rooms.secretsRepository);
    await Promise.all([1, 2, 3].map(() => starting([next, old]).onApplicationBootstrap()));
    const { secrets } = (await rooms.clientsRepository.find('by-mac')) ?? { secrets: [] };
    expect(starting([next]).open(secrets)).toEqual([clientSecret]);
  });

  it('the last secret of a client is kept when it has expired, so that it can be told why', async () => {
    await rooms.clients.create(BY_MAC);
    await rooms.clients.rotateSecret('by-mac', 60, {}, 120);
    rooms.clock.pass(600);
    await rooms.purge.run();
    expect((await rooms.clients.get('by-mac')).secrets).toHaveLength(1);
  });

  it('the end of a secret is what the bootstrap file, the rotation or the setting says', async () => {
    const { clients, clock } = rooms;
    const now = clock.now() / 1000;
    const ends = async () =>
      (await clients.get('by-mac')).secrets.map(({ expiresAt }) => expiresAt && expiresAt / 1000 - now);
    const declare = (members: object) =>
      database.transaction((transaction) =>
        clients.applyBootstrap(
          [{ ...BY_MAC, client_secret: 'chosen-elsewhere-0123456789-0123456789', ...members }],
          transaction,
        ),
      );
    await declare({ client_secret_expires_at: now + 60 });
    expect(await ends()).toEqual([60]);
    const { version } = await clients.get('by-mac');
    await declare({ client_secret_expires_at: now + 60 });
    await declare({});
    expect([(await clients.get('by-mac')).version, await ends()]).toEqual([version, [60]]);
    await declare({ client_secret_expires_at: 0 });
    expect(await ends()).toEqual([null]);
    await expect(declare({ client_secret: null, client_secret_expires_at: 7 })).rejects.toThrow(
      '/client_secret_expires_at',
    );
    await clients.rotateSecret('by-mac', 0, {}, 300);
    expect(await ends()).toEqual([300]);
    const config = await testConfig();
    const limited = { ...config, lifetimes: { ...config.lifetimes, clientSecret: 60 } };
    const secrets = new ClientSecretsService(limited, new Sealer(config.encryptionSecrets), rooms.secretsRepository);
    const { metadata } = await clients.get('by-mac');
    expect(secrets.generate(metadata, 0).stored.expiresAt).toBe(60_000);
  });
});
