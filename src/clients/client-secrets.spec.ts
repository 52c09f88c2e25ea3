import { digest } from '../platform/crypto/secrets.js';
import type { ClientMetadata, ClientSecret } from './client.js';
import { clientOf } from './client.js';
import { outgoing, provesBySecret, SecretExpired, secretMatches } from './client-secrets.js';

const newSecret = (secret: string, createdAt: number): ClientSecret => ({
  id: secret,
  digest: digest(secret),
  sealed: null,
  createdAt,
  expiresAt: null,
});
const metadata: ClientMetadata = {
  redirect_uris: ['https://rp.example/cb'],
  post_logout_redirect_uris: [],
  grant_types: ['authorization_code'],
  response_types: ['code'],
  token_endpoint_auth_method: 'client_secret_basic',
  scope: 'openid',
  id_token_signed_response_alg: 'RS256',
  first_party: false,
  require_pkce: true,
  client_name: 'Example',
};

describe('client secrets', () => {
  it('match until they expire', () => {
    const client = clientOf('a', metadata, [{ ...newSecret('old', 0), expiresAt: 1000 }, newSecret('new', 10)]);
    expect([secretMatches(client, 'old', 999), secretMatches(client, 'old', 1000)]).toEqual([true, false]);
    expect([secretMatches(client, 'new', 1_000_000), secretMatches(client, 'other', 0)]).toEqual([true, false]);
  });

  it('say that they have expired to who knows them, and to no one else', () => {
    const client = clientOf('a', metadata, [{ ...newSecret('old', 0), expiresAt: 1000 }, newSecret('new', 10)]);
    expect([provesBySecret(client, 'old', 999), provesBySecret(client, 'new', 1000)]).toEqual([true, true]);
    expect(() => provesBySecret(client, 'old', 1000)).toThrow(SecretExpired);
    expect([provesBySecret(client, 'other', 1000), provesBySecret(undefined, 'old', 1000)]).toEqual([false, false]);
  });

  it('never match if there is no client or no secret, not even empty', () => {
    expect(secretMatches(undefined, '', 0)).toBe(false);
    expect(secretMatches(clientOf('a', metadata, []), '', 0)).toBe(false);
  });

  it('are at most one outgoing: the newest, never prolonged', () => {
    const old = { ...newSecret('old', 1), expiresAt: 500 };
    const newest = newSecret('newest', 2);
    expect(outgoing([old, newest], 100, 300)).toEqual([{ ...newest, expiresAt: 300 }]);
    expect(outgoing([old], 100, 900)).toEqual([old]);
    expect(outgoing([old], 500, 900)).toEqual([]);
    expect(outgoing([newest], 100, 100)).toEqual([]);
  });

  it('are outgoing by the order of rotations, also within one millisecond', () => {
    const newest = newSecret('newest', 1);
    const before = { ...newSecret('before', 1), expiresAt: 900 };
    expect(outgoing([before, newest], 100, 300)).toEqual([{ ...newest, expiresAt: 300 }]);
    expect(outgoing([newest, before], 100, 300)).toEqual([{ ...newest, expiresAt: 300 }]);
  });
});
