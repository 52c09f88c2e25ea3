import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import type { Client } from '../../../src/clients/client.js';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { SubjectService } from '../../../src/clients/subject.service.js';
import { Database } from '../../../src/platform/database/database.js';
import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { auditEvents } from '../../support/audit-log.js';
import { askIn } from '../../support/authorization.js';
import { createTestApp } from '../../support/test-app.js';
import { newDatabaseUrl } from '../../support/test-database.js';
import {
  createWorld,
  freshCode,
  introspect,
  redeem,
  refresh,
  registerClient,
  signedInBrowser,
  type TestClient,
  type World,
} from '../../support/world.js';

let world: World;
let aliceId: string;
let one: TestClient;
let sibling: TestClient;
let stranger: TestClient;

/** What the sector's host answers. */
let list: unknown;
let status = 200;
let asked = 0;
let sectorHost: Server;
let sectorUri: string;
let admin: AdminApi;

const METADATA = {
  grant_types: ['authorization_code', 'refresh_token'],
  scope: 'openid profile offline_access api:read',
  first_party: true,
  subject_type: 'pairwise',
};

beforeAll(async () => {
  world = await createWorld();
  aliceId = (await world.app.get(UsersService).findByUsername('alice'))?.id ?? '';
  const pairwise = (client_id: string, ...redirect_uris: readonly string[]) =>
    registerClient(world, { ...METADATA, client_id, redirect_uris });
  one = await pairwise('one', 'https://rp.example/cb');
  sibling = await pairwise('sibling', 'https://rp.example:8443/other');
  stranger = await pairwise('stranger', 'https://stranger.example/cb');
  sectorHost = createServer((_, answer) => {
    asked++;
    answer.writeHead(status, { 'content-type': 'application/json' });
    answer.end(typeof list === 'string' ? list : JSON.stringify(list));
  });
  await new Promise<void>((resolve) => sectorHost.listen(0, '127.0.0.1', resolve));
  sectorUri = `http://127.0.0.1:${(sectorHost.address() as AddressInfo).port}/redirect-uris.json`;
  admin = await adminApi(world);
});
beforeEach(() => {
  status = 200;
  asked = 0;
});
afterAll(async () => {
  await new Promise((resolve) => sectorHost.close(resolve));
  await world.close();
});

async function tokens(client: TestClient, redirect_uri: string, username = 'alice') {
  const browser = await signedInBrowser(world, username);
  const parameters = { client_id: client.id, redirect_uri, scope: 'openid profile offline_access' };
  const { body } = await redeem(world, await freshCode(world, parameters, browser), { redirect_uri }, client);
  return body;
}

const subjectOf = async (client: TestClient, redirectUri: string, username?: string) =>
  decodeJwt((await tokens(client, redirectUri, username)).id_token).sub;

async function userinfo(accessToken: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${world.issuer}/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  return (await answer.json()) as Record<string, unknown>;
}

describe('OIDC Core §8.1: pairwise subject identifiers', () => {
  it('are the same in everything the client gets, and nowhere the identifier of the user', async () => {
    const first = await tokens(one, 'https://rp.example/cb');
    const { sub } = decodeJwt(first.id_token);
    expect(sub).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const second = (await refresh(world, first.refresh_token, {}, one)).body;
    const everything = [
      decodeJwt(first.access_token),
      await userinfo(first.access_token),
      await introspect(world, first.access_token, one),
      decodeJwt(second.id_token),
      decodeJwt(second.access_token),
      await introspect(world, second.refresh_token, one),
    ];
    expect(everything.map((each) => each.sub)).toEqual(everything.map(() => sub));
    expect(JSON.stringify([decodeJwt(first.id_token), ...everything])).not.toContain(aliceId);
    expect(everything.filter((each) => 'username' in each)).toEqual([]);
  });

  it('are the same within a sector, and differ between sectors and people', async () => {
    const alice = await subjectOf(one, 'https://rp.example/cb');
    expect(await subjectOf(one, 'https://rp.example/cb')).toBe(alice);
    expect(await subjectOf(sibling, 'https://rp.example:8443/other')).toBe(alice);
    const others = [
      await subjectOf(stranger, 'https://stranger.example/cb'),
      await subjectOf(one, 'https://rp.example/cb', 'bob'),
      await subjectOf(world.app1, 'https://rp.example/cb'),
    ];
    expect(new Set([alice, ...others]).size).toBe(4);
    expect(others[2]).toBe(aliceId);
  });

  it('open no way to the user: nothing looks one up by the sub of a token', async () => {
    const { access_token, refresh_token } = await tokens(one, 'https://rp.example/cb');
    expect(await userinfo(access_token)).toMatchObject({ preferred_username: 'alice' });
    await world.app.get(UsersService).disable(aliceId);
    expect(await userinfo(access_token)).toMatchObject({ error: 'invalid_token' });
    expect(await introspect(world, access_token, one)).toEqual({ active: false });
    expect((await refresh(world, refresh_token, {}, one)).body).toMatchObject({ error: 'invalid_grant' });
    await world.app.get(UsersService).enable(aliceId);
  });

  it('are what id_token_hint is compared with', async () => {
    const { id_token: id_token_hint } = await tokens(one, 'https://rp.example/cb');
    const parameters = { client_id: 'one', scope: 'openid profile', prompt: 'none', id_token_hint };
    const outcome = async (username: string) =>
      (await askIn(await signedInBrowser(world, username), world, parameters)).searchParams;
    expect((await outcome('alice')).has('code')).toBe(true);
    expect((await outcome('bob')).get('error')).toBe('login_required');
  });

  it('are what the hint of a logout is compared with', async () => {
    const { id_token: id_token_hint } = await tokens(one, 'https://rp.example/cb');
    const signOut = async (username: string) => {
      const browser = await signedInBrowser(world, username);
      await browser.get(`/oauth2/logout?${new URLSearchParams({ id_token_hint })}`);
      return new URL(browser.page.url, world.issuer).pathname;
    };
    expect(await signOut('alice')).toBe('/signed-out');
    expect(await signOut('bob')).toBe('/oauth2/logout');
  });

  it('leave the audit log with the user, also where the client calls the admin API', async () => {
    const console = await registerClient(world, {
      ...METADATA,
      client_id: 'console',
      redirect_uris: ['https://rp.example/cb'],
      scope: 'openid clients:write',
    });
    const browser = await signedInBrowser(world);
    const code = await freshCode(world, { client_id: console.id, scope: 'openid clients:write' }, browser);
    const { access_token } = (await redeem(world, code, {}, console)).body;
    const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ client_id: 'made', redirect_uris: ['https://made.example/cb'] });
    const answer = await fetch(`${world.issuer}/admin/v1/clients`, { method: 'POST', headers, body });
    expect(answer.status).toBe(201);
    const event = (await auditEvents(world)).find(({ client_id }) => client_id === 'made');
    expect(event?.actor).toBe(aliceId);
  });

  it('are the same on every replica, and not of another server', async () => {
    const databaseUrl = await newDatabaseUrl('postgres');
    const replicas = await Promise.all([createTestApp({ databaseUrl }), createTestApp({ databaseUrl })]);
    const client = (await world.app.get(ClientsService).find('one')) as Client;
    const subjects = [...replicas, world].map(({ app }) => app.get(SubjectService).subjectFor({ id: aliceId }, client));
    await Promise.all(replicas.map((replica) => replica.close()));
    expect(subjects[0]).toBe(subjects[1]);
    expect(subjects[2]).not.toBe(subjects[0]);
  });
});

describe('OIDC Registration §5: sector_identifier_uri', () => {
  const redirect_uris = ['https://a.example/cb', 'https://b.example/cb'];
  let count = 0;
  const create = (metadata: Readonly<Record<string, unknown>> = {}) =>
    admin('POST', '/clients', {
      ...METADATA,
      client_id: `sector-${++count}`,
      redirect_uris,
      sector_identifier_uri: sectorUri,
      ...metadata,
    });
  const refusal = ({ status: code, body }: Awaited<ReturnType<AdminApi>>) => [code, body.errors];
  const violation = (detail: unknown) => [400, [{ pointer: '/sector_identifier_uri', detail }]];

  it('unites hosts that it lists all of', async () => {
    list = [...redirect_uris, 'https://c.example/cb'];
    const [first, second] = [await create(), await create({ redirect_uris: ['https://c.example/cb'] })];
    expect([first.status, second.status]).toEqual([201, 201]);
    const clientOf = ({ body }: typeof first) => ({ id: body.client_id, secret: body.client_secret });
    const subject = await subjectOf(clientOf(first), 'https://b.example/cb');
    expect(await subjectOf(clientOf(second), 'https://c.example/cb')).toBe(subject);
  });

  it('is needed where redirect URIs share no host', async () => {
    const detail = expect.stringContaining('is needed for pairwise subjects');
    expect(refusal(await create({ sector_identifier_uri: null }))).toEqual(violation(detail));
    expect(refusal(await create({ sector_identifier_uri: null, redirect_uris: ['com.example.app:/cb'] }))).toEqual(
      violation(detail),
    );
    expect((await create({ sector_identifier_uri: null, subject_type: 'public' })).status).toBe(201);
  });

  it.each([
    ['lacks a redirect URI', ['https://a.example/cb'], 200, 'does not list the redirect URI https://b.example/cb'],
    ['is empty', [], 200, 'does not list the redirect URI'],
    ['is no list', { redirect_uris }, 200, 'cannot be read'],
    ['is no JSON', '<html>', 200, 'cannot be read'],
    ['is not found', redirect_uris, 404, 'cannot be read'],
    ['leads elsewhere', redirect_uris, 302, 'cannot be read'],
    ['is too long', [...redirect_uris, 'x'.repeat(100_000)], 200, 'cannot be read'],
  ])('is refused where its list %s, whatever the subject type', async (_, answer, code, detail) => {
    list = answer;
    status = code;
    expect(refusal(await create())).toEqual(violation(expect.stringContaining(detail)));
    expect(refusal(await create({ subject_type: 'public' }))).toEqual(violation(expect.stringContaining(detail)));
  });

  it.each(['not a url', 'ftp://a.example/x', 'http://a.example/x', 'https://10.0.0.1/x', 'https://a.example/x#y'])(
    'is refused where it is %s',
    async (uri) => {
      expect(refusal(await create({ sector_identifier_uri: uri }))).toEqual(violation(expect.any(String)));
      expect(asked).toBe(0);
    },
  );

  it('is verified again where it or the redirect URIs change, and only then', async () => {
    list = redirect_uris;
    const { body } = await create();
    expect(asked).toBe(1);
    const patch = (changes: unknown) =>
      admin('PATCH', `/clients/${body.client_id}`, changes, { 'content-type': 'application/merge-patch+json' });
    expect((await patch({ client_name: 'Another name' })).status).toBe(200);
    expect(asked).toBe(1);
    expect(refusal(await patch({ redirect_uris: ['https://c.example/cb'] }))).toEqual(
      violation(expect.stringContaining('does not list the redirect URI https://c.example/cb')),
    );
    list = ['https://c.example/cb'];
    expect((await patch({ redirect_uris: ['https://c.example/cb'] })).status).toBe(200);
    expect(asked).toBe(3);
  });

  it('is never verified for redirect URIs that another administrator changes meanwhile', async () => {
    list = redirect_uris;
    const { body } = await create();
    const patches = redirect_uris.flatMap((uri) => [
      { redirect_uris: [uri] },
      { sector_identifier_uri: `${sectorUri}?${encodeURIComponent(uri)}` },
    ]);
    const answers = await Promise.all(
      patches.map((patch) =>
        admin('PATCH', `/clients/${body.client_id}`, patch, { 'content-type': 'application/merge-patch+json' }),
      ),
    );
    expect(answers.filter(({ status: code }) => ![200, 409, 412].includes(code))).toEqual([]);
    expect(answers.some(({ status: code }) => code === 200)).toBe(true);
  });

  it('of the bootstrap file is believed: a start waits for no other server', async () => {
    list = [];
    const entry = { ...METADATA, client_id: 'declared', client_secret: 'x'.repeat(32), redirect_uris };
    const clients = world.app.get(ClientsService);
    await world.app
      .get(Database)
      .transaction((transaction) =>
        clients.applyBootstrap([{ ...entry, sector_identifier_uri: sectorUri }], transaction),
      );
    expect([asked, (await clients.find('declared'))?.redirectUris]).toEqual([0, redirect_uris]);
  });
});
