import type { JWK } from 'jose';
import { type Client, clientOf } from '../../src/clients/client.js';
import { ClientKeysService } from '../../src/clients/client-keys.service.js';
import { docsClient } from '../../src/clients/docs-client.js';
import { OutgoingRefused, OutgoingRequests } from '../../src/platform/http/outgoing.js';
import { type KeySite, newClientKey, openKeySite } from '../support/key-site.js';
import { TestClock } from '../support/test-clock.js';

const LOCAL = { issuer: 'http://localhost:3000', outgoingNetworks: [] };

describe('the keys of clients', () => {
  let site: KeySite;
  let clock: TestClock;
  let keys: ClientKeysService;
  let jwk: JWK;

  beforeAll(async () => {
    site = await openKeySite();
    ({ jwk } = await newClientKey('ES256', 'a'));
  });
  afterAll(() => site.close());
  beforeEach(() => {
    site.asked.clear();
    clock = new TestClock();
    keys = new ClientKeysService(new OutgoingRequests(LOCAL), clock);
  });

  const client = (members: object, registeredBy: Client['registeredBy'] = 'administrator') =>
    clientOf('rp', { ...docsClient(LOCAL.issuer).metadata, ...members }, [], registeredBy);
  const remote = (path: string, registeredBy?: Client['registeredBy']) =>
    client({ jwks_uri: site.origin + path }, registeredBy);

  it.each<[string, Record<string, string>, number, number]>([
    ['ten minutes where nothing is said', {}, 599, 601],
    ['as long as is said', { 'cache-control': 'public, max-age=120' }, 119, 121],
    ['a minute at least', { 'cache-control': 'max-age=0, must-revalidate' }, 59, 61],
    ['an hour at most', { 'cache-control': 'max-age=86400' }, 3599, 3601],
    ['ten minutes where it makes no sense', { 'cache-control': 's-max-age=5, x-max-age=7' }, 599, 601],
  ])('are remembered %s', async (_, headers, kept, gone) => {
    site.put('/jwks', { keys: [jwk] }, headers);
    await keys.find(remote('/jwks'), 'sig');
    clock.advance(kept);
    await keys.find(remote('/jwks'), 'sig');
    expect(site.asked.get('/jwks')).toBe(1);
    clock.advance(gone - kept);
    await keys.find(remote('/jwks'), 'sig');
    expect(site.asked.get('/jwks')).toBe(2);
  });

  it('are those for signatures or those for encryption, by value or by reference', async () => {
    const set = {
      keys: [
        { ...jwk, kid: 'any' },
        { ...jwk, kid: 'sig', use: 'sig' },
        { ...jwk, kid: 'enc', use: 'enc' },
      ],
    };
    site.put('/jwks', set);
    for (const each of [client({ jwks: set }), remote('/jwks')]) {
      const kids = async (use: 'sig' | 'enc') => (await keys.find(each, use)).keys.map(({ kid }) => kid);
      expect([await kids('sig'), await kids('enc')]).toEqual([
        ['any', 'sig'],
        ['any', 'enc'],
      ]);
    }
    expect(await keys.find(client({}), 'sig')).toEqual({ keys: [] });
  });

  it('are the same object until there are others', async () => {
    site.put('/jwks', { keys: [jwk] });
    for (const each of [client({ jwks: { keys: [jwk] } }), remote('/jwks')])
      expect(await keys.find(each, 'sig', true)).toBe(await keys.find(each, 'sig', true));
  });

  it('are on this machine for those whom somebody vouches for only, whoever asked before', async () => {
    site.put('/jwks', { keys: [jwk] });
    expect((await keys.find(remote('/jwks', 'initial-access-token'), 'sig')).keys).toHaveLength(1);
    await expect(keys.find(remote('/jwks', 'open'), 'sig')).rejects.toThrow(OutgoingRefused);
    expect(site.asked.get('/jwks')).toBe(1);
  });

  it('are remembered of so many addresses only', async () => {
    for (let index = 0; index < 510; index++) site.put(`/${index}`, { keys: [] });
    for (let index = 0; index < 510; index++) await keys.find(remote(`/${index}`), 'sig');
    await keys.find(remote('/509'), 'sig');
    await keys.find(remote('/0'), 'sig');
    expect([site.asked.get('/509'), site.asked.get('/0')]).toEqual([1, 2]);
  });
});
