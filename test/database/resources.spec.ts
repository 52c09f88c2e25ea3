import { statement } from '../../src/platform/database/database.js';
import { Violations } from '../../src/platform/validation/violations.js';
import type { Resource } from '../../src/resources/resource.js';
import type { ResourcesService } from '../../src/resources/resources.service.js';
import { openRooms, type Rooms } from '../support/rooms.js';
import { DIALECTS } from '../support/test-database.js';

const API: Resource = {
  identifier: 'https://api.example',
  name: 'Example API',
  scopes: [
    { name: 'api:read', description: 'Read your data' },
    { name: 'api:admin', description: 'Administer', role: 'admin' },
  ],
  accessTokenLifetime: 300,
};

describe.each(DIALECTS)('resources on %s', (dialect) => {
  let rooms: Rooms;
  let resources: ResourcesService;

  beforeEach(async () => {
    rooms = await openRooms(dialect);
    resources = rooms.resources;
  });
  afterEach(() => rooms.database.close());

  const storeClient = (clientId: string) =>
    rooms.database.execute(
      statement(
        'test-store-client',
        `INSERT INTO clients (client_id, client_name, metadata, created_at, updated_at, version, registered_by)
         VALUES ($1, 'Old', '{}', 1, 1, 1, 'administrator')`,
      ),
      [clientId],
    );

  it('stores a resource with its scopes, and knows it at once', async () => {
    expect(await resources.known(['openid', 'api:read'])).toEqual(['openid']);
    await resources.upsert(API);
    expect(await resources.known(['openid', 'api:read', 'other'])).toEqual(['openid', 'api:read']);
    expect(await resources.find(API.identifier)).toEqual({ ...API, scopes: [...API.scopes].reverse() });
    expect((await resources.list()).map(({ identifier }) => identifier)).toEqual([
      'https://login.example',
      API.identifier,
    ]);
  });

  it('updates what is named, and removes nothing', async () => {
    await resources.upsert(API);
    await resources.upsert({
      ...API,
      name: 'New name',
      accessTokenLifetime: null,
      scopes: [{ name: 'api:admin', description: 'All' }],
    });
    expect(await resources.find(API.identifier)).toEqual({
      ...API,
      name: 'New name',
      accessTokenLifetime: null,
      scopes: [
        { name: 'api:admin', description: 'All' },
        { name: 'api:read', description: 'Read your data' },
      ],
    });
  });

  it('stores how its access tokens are signed and typed, and forgets what is no longer said', async () => {
    const spring: Resource = { ...API, accessTokenSigningAlg: 'PS256', accessTokenTyp: 'JWT' };
    await resources.upsert(spring);
    expect(await resources.find(API.identifier)).toMatchObject({
      accessTokenSigningAlg: 'PS256',
      accessTokenTyp: 'JWT',
    });
    expect((await resources.audienceOf(['openid', 'api:read'], [])).format).toEqual({ alg: 'PS256', typ: 'JWT' });
    await resources.upsert(API);
    expect(await resources.find(API.identifier)).toEqual({ ...API, scopes: [...API.scopes].reverse() });
  });

  it('refuses a new resource whose identifier is a client_id', async () => {
    await storeClient('https://api.example');
    await expect(resources.upsert(API)).rejects.toThrow('/identifier is the client_id of an application');
    await expect(resources.upsert({ ...API, identifier: 'https://api.example/' })).resolves.toBeUndefined();
  });

  it('leaves a pair of older days with one identifier, but not if its tokens could be taken for ID tokens', async () => {
    await resources.upsert(API);
    await storeClient(API.identifier);
    await expect(resources.upsert({ ...API, name: 'Still here' })).resolves.toBeUndefined();
    await expect(resources.upsert({ ...API, accessTokenTyp: 'JWT' })).rejects.toThrow(
      '/access_token_typ must not be JWT',
    );
  });

  it('refuses a scope that belongs to another resource, and then changes nothing', async () => {
    await resources.upsert(API);
    const other = {
      ...API,
      identifier: 'https://other.example',
      scopes: [{ name: 'new', description: 'New' }, ...API.scopes],
    };
    await expect(resources.upsert(other)).rejects.toThrow(Violations);
    await expect(resources.upsert({ ...API, scopes: [{ name: 'openid', description: 'Mine' }] })).rejects.toThrow(
      '/scopes/openid belongs to https://login.example',
    );
    expect(await resources.known(['new'])).toEqual([]);
    expect(await resources.find(other.identifier)).toBeUndefined();
  });

  it('gives a scope to one of two resources that claim it at the same time', async () => {
    const claims = Array.from({ length: 10 }, (_, index) =>
      resources.upsert({
        ...API,
        identifier: `https://api-${index}.example`,
        scopes: [{ name: 'contended', description: String(index) }],
      }),
    );
    expect((await Promise.allSettled(claims)).filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(
      (await resources.list()).flatMap(({ scopes }) => scopes).filter(({ name }) => name === 'contended'),
    ).toHaveLength(1);
  });

  it('sees what another process changed silently after five seconds', async () => {
    await resources.upsert(API);
    await resources.list();
    await rooms.database.execute(statement('test-rename-resource', "UPDATE resources SET name = 'Renamed'"));
    rooms.clock.pass(4.9);
    expect((await resources.find(API.identifier))?.name).toBe(API.name);
    rooms.clock.pass(0.1);
    expect((await resources.find(API.identifier))?.name).toBe('Renamed');
  });

  it('shows a transaction what it has stored itself', async () => {
    await rooms.database.transaction(async (transaction) => {
      await resources.upsert(API, transaction);
      expect((await resources.catalogue(transaction)).knows('api:read')).toBe(true);
    });
    expect(await resources.known(['api:read'])).toEqual(['api:read']);
  });

  it('uses the configured lifetime where the resource has none of its own', async () => {
    await resources.upsert(API);
    expect(await resources.audienceOf(['openid', 'api:read'], [])).toEqual({
      audience: ['https://login.example', API.identifier],
      scope: ['openid', 'api:read'],
      lifetime: 300,
      format: { alg: 'ES256', typ: 'at+jwt' },
    });
    expect((await resources.audienceOf(['openid'], [])).lifetime).toBe(600);
  });
});
