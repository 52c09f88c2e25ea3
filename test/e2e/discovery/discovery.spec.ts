import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { KeysService } from '../../../src/keys/keys.service.js';
import { SHORTEST_LEAD } from '../../../src/keys/signing-key.js';
import { ResourcesService } from '../../../src/resources/resources.service.js';
import { stopClock } from '../../support/clock.js';
import { rawRequest } from '../../support/raw-request.js';
import { METRICS_TOKEN } from '../../support/test-app.js';
import { createWorld, freshTokens, type World } from '../../support/world.js';

const DOCUMENTS = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'];

const JWKS = '/oauth2/jwks';

/** Where some verifiers look for the key set without asking the metadata. */
const ASSUMED_JWKS = '/.well-known/jwks.json';

/** RFC 7518 §6: the members of private and symmetric keys. */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** What scripts of other origins may read. */
const OPEN = [...DOCUMENTS, JWKS, ASSUMED_JWKS, '/oauth2/token', '/oauth2/userinfo', '/oauth2/revoke'];

/** What is for browsers on their way, for people, or for servers. */
const CLOSED = [
  '/oauth2/authorize',
  '/oauth2/logout',
  '/oauth2/introspect',
  '/login',
  '/consent',
  '/select-account',
  '/account',
  '/admin/v1/clients',
  '/docs/openapi.json',
];

const ORIGIN = 'https://spa.example';

describe('discovery', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  async function metadata(path = '/.well-known/openid-configuration'): Promise<Record<string, unknown>> {
    return (await (await fetch(world.issuer + path)).json()) as Record<string, unknown>;
  }

  async function jwks(): Promise<JSONWebKeySet> {
    return (await (await fetch(`${world.issuer}/oauth2/jwks`)).json()) as JSONWebKeySet;
  }

  describe('metadata (OIDC Discovery §3, RFC 8414 §2)', () => {
    it('names the issuer exactly, the same in both documents', async () => {
      const [oidc, oauth] = await Promise.all(DOCUMENTS.map((path) => metadata(path)));
      expect(oidc).toMatchObject({ issuer: world.issuer });
      expect(oauth).toEqual(oidc);
    });

    it('is JSON that may be kept for a while', async () => {
      const { headers } = await fetch(world.issuer + DOCUMENTS[0]);
      expect(headers.get('content-type')).toMatch(/^application\/json\b/);
      expect(headers.get('cache-control')).toMatch(/^public, max-age=\d+$/);
    });

    it('stays as it is unless this is meant', async () => {
      const text = JSON.stringify(await metadata()).replaceAll(world.issuer, 'ISSUER');
      expect(JSON.parse(text)).toMatchSnapshot();
    });

    it('has every member that the standards require', async () => {
      expect(await metadata()).toMatchObject({
        authorization_endpoint: expect.any(String),
        token_endpoint: expect.any(String),
        jwks_uri: expect.any(String),
        response_types_supported: expect.arrayContaining(['code']),
        subject_types_supported: ['public', 'pairwise'],
        id_token_signing_alg_values_supported: expect.arrayContaining(['RS256']),
        scopes_supported: expect.arrayContaining(['openid']),
        code_challenge_methods_supported: ['S256'],
      });
    });

    it('advertises no address that does not answer', async () => {
      const addresses = Object.entries(await metadata()).filter(([name]) =>
        /_endpoint$|_uri$|_documentation$/.test(name),
      );
      expect(addresses.length).toBeGreaterThan(6);
      for (const [name, address] of addresses) {
        expect([name, new URL(String(address)).origin]).toEqual([name, world.issuer]);
        const statuses = await Promise.all(['GET', 'POST'].map((method) => status(String(address), method)));
        expect([name, statuses.some((each) => each !== 404), statuses.every((each) => each < 500)]).toEqual([
          name,
          true,
          true,
        ]);
      }
    });

    it('offers no grant type that is then refused as unknown', async () => {
      const { grant_types_supported, token_endpoint } = await metadata();
      for (const grantType of grant_types_supported as string[]) {
        const body = new URLSearchParams({ grant_type: grantType, client_id: world.spa.id });
        const answer = (await (await fetch(String(token_endpoint), { method: 'POST', body })).json()) as {
          error: string;
        };
        expect([grantType, answer.error]).not.toEqual([grantType, 'unsupported_grant_type']);
      }
    });

    it('does not change with what a Host or a forwarding header claims', async () => {
      const forged = {
        host: 'evil.example',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'https',
        forwarded: 'host=evil.example',
      };
      for (const path of DOCUMENTS) {
        expect(JSON.parse((await rawRequest(world.issuer + path, forged)).body)).toEqual(await metadata());
      }
    });

    it('is not alone in that: redirects stay on this server too', async () => {
      const forged = { host: 'evil.example', 'x-forwarded-host': 'evil.example' };
      const { location, body } = await rawRequest(`${world.issuer}/account`, forged);
      expect(location).toBe('/login');
      expect(body).not.toContain('evil.example');
    });
  });

  describe('signing keys (RFC 7517)', () => {
    it('are published without their private parts', async () => {
      const { keys } = await jwks();
      expect(keys.map(({ alg }) => alg).sort()).toEqual(['ES256', 'RS256']);
      for (const key of keys) {
        expect(key).toMatchObject({ kid: expect.any(String), kty: expect.any(String), use: 'sig' });
        expect(Object.keys(key).filter((member) => PRIVATE.includes(member))).toEqual([]);
      }
    });

    it('may be kept for a while', async () => {
      const { headers } = await fetch(`${world.issuer}/oauth2/jwks`);
      expect(headers.get('content-type')).toMatch(/^application\/jwk-set\+json\b/);
      expect(headers.get('cache-control')).toMatch(/^public, max-age=\d+$/);
    });

    it('are the same, with the same headers, where verifiers look that do not read the metadata', async () => {
      await jwks();
      const [named, assumed] = await Promise.all([JWKS, ASSUMED_JWKS].map((path) => fetch(world.issuer + path)));
      expect([assumed?.status, headersOf(assumed as Response)]).toEqual([200, headersOf(named as Response)]);
      expect(await assumed?.text()).toBe(await named?.text());
    });

    it('are published before they sign', async () => {
      const before = await kids();
      await world.app.get(KeysService).rotate('ES256');
      const added = (await kids()).filter((kid) => !before.includes(kid));
      expect(added).toHaveLength(1);
      const { access_token } = await freshTokens(world);
      expect(added).not.toContain(decodeProtectedHeader(access_token).kid);
    });

    it('stay published after a rotation, so that tokens signed before are still accepted', async () => {
      const { access_token: old } = await freshTokens(world);
      const clock = stopClock(world);
      await world.app.get(KeysService).rotate('ES256', { immediately: true });
      clock.pass(SHORTEST_LEAD);
      const { access_token: fresh } = await freshTokens(world);
      clock.goOn();
      const keySet = createLocalJWKSet(await jwks());
      const [first, second] = await Promise.all([old, fresh].map((jwt) => jwtVerify(jwt, keySet)));
      expect(first?.protectedHeader.kid).not.toBe(second?.protectedHeader.kid);
      const userinfo = await fetch(`${world.issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${old}` } });
      expect(userinfo.status).toBe(200);
    });

    async function kids(): Promise<readonly (string | undefined)[]> {
      return (await jwks()).keys.map(({ kid }) => kid);
    }
  });

  describe('the documents', () => {
    it.each([...DOCUMENTS, JWKS, ASSUMED_JWKS])('%s: the same whichever way it is asked for', async (path) => {
      await fetch(world.issuer + path); // what is read first comes by the route
      const ready = await fetch(world.issuer + path);
      const headers = headersOf(ready);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
        'referrer-policy': 'no-referrer',
        'access-control-allow-origin': '*',
      });
      const routed = await fetch(`${world.issuer + path}?v=1`);
      expect([headersOf(routed), await routed.text()]).toEqual([headers, await ready.text()]);
      const head = await fetch(world.issuer + path, { method: 'HEAD' });
      expect([head.status, headersOf(head), await head.text()]).toEqual([200, headers, '']);
    });

    it.each([...DOCUMENTS, JWKS, ASSUMED_JWKS])('%s: there is nothing to change', async (path) => {
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
        const answer = await fetch(world.issuer + path, { method });
        expect([method, answer.status, answer.headers.get('x-frame-options')]).toEqual([method, 405, 'DENY']);
        expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
      }
    });

    it('show a change of resources and keys at once', async () => {
      for (let round = 0; round < 3; round++) {
        await Promise.all([...DOCUMENTS, JWKS].map((path) => fetch(world.issuer + path)));
        const name = `api:new-${round}`;
        const scopes = [{ name, description: 'New' }];
        const resource = { identifier: `https://new-${round}.example`, name: 'New', accessTokenLifetime: null, scopes };
        await world.app.get(ResourcesService).upsert(resource);
        const { kid } = await world.app.get(KeysService).rotate('ES256');
        for (const path of DOCUMENTS) expect((await metadata(path)).scopes_supported).toContain(name);
        expect((await jwks()).keys.map((key) => key.kid)).toContain(kid);
        await world.app.get(KeysService).revoke(kid);
        expect((await jwks()).keys.map((key) => key.kid)).not.toContain(kid);
      }
    });

    it('are counted, whichever way they are asked for', async () => {
      const before = await countOf(JWKS);
      await fetch(world.issuer + JWKS);
      await fetch(`${world.issuer + JWKS}?v=1`);
      expect(await countOf(JWKS)).toBe(before + 2);
    });

    async function countOf(path: string): Promise<number> {
      const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
      const text = await (await fetch(`${world.issuer}/metrics`, { headers })).text();
      const counted = new RegExp(`_count\\{method="GET",route="${path}",status="200"\\} (\\d+)`).exec(text);
      return Number(counted?.[1] ?? 0);
    }
  });

  describe('scripts of other origins (CORS)', () => {
    it.each(OPEN)('may read %s', async (path) => {
      const answer = await fetch(world.issuer + path, { headers: { origin: ORIGIN } });
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(answer.headers.get('access-control-expose-headers')?.toLowerCase()).toContain('www-authenticate');
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    });

    it.each(OPEN)('may ask %s with an Authorization header', async (path) => {
      const answer = await preflight(path);
      expect(answer.status).toBeLessThan(300);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(answer.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('authorization');
      expect(answer.headers.get('access-control-allow-methods')).toContain('POST');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    });

    it('learn from refusals too', async () => {
      const answer = await fetch(`${world.issuer}/oauth2/token`, { method: 'POST', headers: { origin: ORIGIN } });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([401, '*']);
    });

    it.each(CLOSED)('may not read %s', async (path) => {
      for (const method of ['GET', 'POST']) {
        const answer = await fetch(world.issuer + path, { method, headers: { origin: ORIGIN }, redirect: 'manual' });
        expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      }
      expect((await preflight(path)).headers.get('access-control-allow-origin')).toBeNull();
    });

    function preflight(path: string): Promise<Response> {
      const headers = {
        origin: ORIGIN,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      };
      return fetch(world.issuer + path, { method: 'OPTIONS', headers });
    }
  });

  /** Without those of the moment and of the connection. */
  function headersOf({ headers }: Response): Record<string, string> {
    const passing = ['date', 'connection', 'keep-alive', 'x-request-id'];
    return Object.fromEntries([...headers].filter(([name]) => !passing.includes(name)));
  }

  async function status(address: string, method: string): Promise<number> {
    return (await fetch(address, { method, redirect: 'manual' })).status;
  }
});
