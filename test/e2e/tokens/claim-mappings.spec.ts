import { jest } from '@jest/globals';
import { decodeJwt } from 'jose';
import { Database } from '../../../src/platform/database/database.js';
import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { stopClock, stopPeriodicWork } from '../../support/clock.js';
import {
  API,
  createWorld,
  freshCode,
  introspect,
  PASSWORD,
  redeem,
  refresh,
  registerClient,
  signedInBrowser,
  type TestClient,
  type World,
} from '../../support/world.js';

const APP = {
  redirect_uris: ['https://rp.example/cb'],
  grant_types: ['authorization_code', 'refresh_token'],
  scope: 'openid profile email roles groups offline_access api:read api:write',
};
const DEPARTMENT = { claim: 'department', from: 'attributes.department' };

let world: World;
let api: AdminApi;
let counted = 0;

beforeAll(async () => {
  world = await createWorld();
  api = await adminApi(world, 'clients:read clients:write resources:read resources:write users:read users:write');
  await world.app.get(UsersService).create({
    username: 'carol',
    password: PASSWORD,
    email: 'carol@example.com',
    email_verified: true,
    name: 'Carol Example',
    roles: ['editor', 'auditor'],
    groups: ['/staff/dev', '/all'],
    attributes: { department: 'R&D', uid: 'c4711' },
  });
  for (const name of ['department', 'uid'])
    expect((await api('POST', '/user-attributes', { name, description: 'Any' })).status).toBe(201);
});
afterAll(() => world.close());

function client(metadata: object): Promise<TestClient> {
  return registerClient(world, { ...APP, client_id: `app-${counted++}`, ...metadata });
}

/** What a client learns about carol. */
async function learn(by: TestClient, scope = 'openid', more = {}, username = 'carol') {
  const browser = await signedInBrowser(world, username);
  const code = await freshCode(world, { client_id: by.id, scope, ...more }, browser);
  const { status, body } = await redeem(world, code, {}, by);
  expect(status).toBe(200);
  const userinfo = await fetch(`${world.issuer}/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${body.access_token}` },
  });
  return {
    idToken: decodeJwt(body.id_token),
    userinfo: await userinfo.json(),
    accessToken: decodeJwt(body.access_token),
    introspection: await introspect(world, body.access_token),
  };
}

async function refusal(metadata: object) {
  const { status, body } = await api('POST', '/clients', { ...APP, ...metadata });
  return [status, body.errors?.map(({ pointer }: { pointer: string }) => pointer)];
}

describe('id_token_claims', () => {
  it('scope has all claims of the granted scopes in ID tokens', async () => {
    const { idToken } = await learn(await client({ id_token_claims: 'scope' }), 'openid email groups');
    expect(idToken).toMatchObject({ email: 'carol@example.com', email_verified: true, groups: ['/staff/dev', '/all'] });
    expect(idToken).not.toHaveProperty('name');
  });

  it('a list has those that are named, if their scopes are granted', async () => {
    const { idToken } = await learn(await client({ id_token_claims: ['email', 'name'] }), 'openid email groups');
    expect([idToken.email, idToken.name, idToken.email_verified, idToken.groups]).toEqual([
      'carol@example.com',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('none has nothing about the person, whatever is mapped or asked for', async () => {
    const none = await client({ id_token_claims: 'none', claim_mappings: [DEPARTMENT] });
    const claims = JSON.stringify({ id_token: { email: null } });
    const { idToken, userinfo } = await learn(none, 'openid email groups', { claims });
    expect(Object.keys(idToken).toSorted()).toEqual(
      ['acr', 'amr', 'at_hash', 'aud', 'auth_time', 'exp', 'iat', 'iss', 'nonce', 'sid', 'sub'].toSorted(),
    );
    expect(userinfo).toMatchObject({ department: 'R&D', groups: ['/staff/dev', '/all'] });
  });

  it('is refused with its place where it is no such thing', async () => {
    await expect(refusal({ id_token_claims: 'all' })).resolves.toEqual([400, ['/id_token_claims']]);
    await expect(refusal({ id_token_claims: ['email', 'sub', 'colour'] })).resolves.toEqual([
      400,
      ['/id_token_claims/1', '/id_token_claims/2'],
    ]);
  });
});

describe('claim_mappings of a client', () => {
  it('make claims of attributes, roles, groups and other claims, in the places that they name', async () => {
    const { idToken, userinfo, accessToken, introspection } = await learn(
      await client({
        first_party: true,
        claim_mappings: [
          { ...DEPARTMENT, in: ['id_token', 'userinfo', 'access_token', 'introspection'] },
          { claim: 'grafana_role', from: 'roles', as: 'text', values: { auditor: 'Viewer', editor: 'Editor' } },
          { claim: 'teams', from: 'groups', values: { '/staff/dev': 'dev' }, in: ['id_token'] },
          { claim: 'tier', value: 'gold', in: ['introspection'] },
          { claim: 'mail', from: 'email', in: ['access_token'] },
        ],
      }),
    );
    expect(idToken).toMatchObject({ department: 'R&D', grafana_role: 'Viewer', teams: ['dev'] });
    expect(userinfo).toEqual({ sub: expect.any(String), department: 'R&D', grafana_role: 'Viewer' });
    expect([accessToken.department, accessToken.mail, accessToken.tier]).toEqual([
      'R&D',
      'carol@example.com',
      undefined,
    ]);
    expect([introspection.department, introspection.tier]).toEqual(['R&D', 'gold']);
  });

  it('take the place of claims of the same name, and leave no other in it for who has no value', async () => {
    const mapped = await client({ claim_mappings: [{ claim: 'preferred_username', from: 'attributes.uid' }] });
    expect((await learn(mapped, 'openid profile')).userinfo.preferred_username).toBe('c4711');
    const { userinfo } = await learn(mapped, 'openid profile', {}, 'bob');
    expect(userinfo).not.toHaveProperty('preferred_username');
  });

  it('tell a client of others only what people allow it by a scope', async () => {
    const theirs = await client({ claim_mappings: [{ claim: 'mail', from: 'email' }] });
    expect((await learn(theirs, 'openid profile')).userinfo).not.toHaveProperty('mail');
    expect((await learn(theirs, 'openid email')).userinfo.mail).toBe('carol@example.com');
  });

  it('tell a client of others of no role that gives power over this server', async () => {
    const mapping = { claim: 'r', from: 'roles' };
    expect((await learn(await client({ claim_mappings: [mapping] }), 'openid roles')).idToken.r).toEqual(['editor']);
    const own = await client({ claim_mappings: [mapping], first_party: true });
    expect((await learn(own)).idToken.r).toEqual(['editor', 'auditor']);
  });

  it('can be asked for by name where they are not told by themselves (OIDC Core §5.5)', async () => {
    const asking = await client({ claim_mappings: [{ ...DEPARTMENT, in: [] }] });
    expect((await learn(asking)).idToken).not.toHaveProperty('department');
    const { idToken, userinfo } = await learn(asking, 'openid', {
      claims: JSON.stringify({ id_token: { department: null } }),
    });
    expect([idToken.department, userinfo.department]).toEqual(['R&D', undefined]);
  });

  it('are in userinfo that is signed, too', async () => {
    const signed = await client({ claim_mappings: [DEPARTMENT], userinfo_signed_response_alg: 'RS256' });
    const browser = await signedInBrowser(world, 'carol');
    const code = await freshCode(world, { client_id: signed.id, scope: 'openid' }, browser);
    const { body } = await redeem(world, code, {}, signed);
    const headers = { authorization: `Bearer ${body.access_token}` };
    const jwt = await (await fetch(`${world.issuer}/oauth2/userinfo`, { headers })).text();
    expect(decodeJwt(jwt).department).toBe('R&D');
  });

  it('are refused with their place where they cannot be', async () => {
    const wrong = [
      { claim: 'a', from: 'attributes.nowhere' },
      { claim: 'sub', from: 'email' },
      { claim: 'b', from: 'roles', values: { admin: 'Admin' } },
      { claim: 'c', from: 'phone_number' },
    ];
    await expect(refusal({ claim_mappings: wrong })).resolves.toEqual([
      400,
      ['/claim_mappings/0/from', '/claim_mappings/1/claim', '/claim_mappings/2/values/admin', '/claim_mappings/3/from'],
    ]);
  });

  it('keep their attribute declared', async () => {
    const { id } = await client({ claim_mappings: [DEPARTMENT] });
    const refused = await api('DELETE', '/user-attributes/department');
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('department')]);
    expect((await api('PATCH', `/clients/${id}`, { claim_mappings: null })).body).not.toHaveProperty('claim_mappings');
  });
});

describe('claim_mappings of a resource and its scopes', () => {
  const path = `/resources/${encodeURIComponent(API)}`;
  const RESOURCE = [
    { claim: 'preferred_username', from: 'username' },
    { claim: 'email', from: 'email' },
    { claim: 'groups', from: 'groups', in: ['access_token'] },
  ];

  afterEach(async () => {
    const scopes = { 'api:read': { description: 'Read your data', claim_mappings: null } };
    expect((await api('PATCH', path, { claim_mappings: null, scopes })).status).toBe(200);
  });

  it('are in access tokens for it and in introspection, and nowhere else', async () => {
    const changed = await api('PATCH', path, { claim_mappings: RESOURCE });
    expect([changed.status, changed.body.claim_mappings]).toEqual([200, RESOURCE]);
    expect((await api('GET', path)).body.claim_mappings).toEqual(RESOURCE);
    const own = await client({ first_party: true });
    const said = { preferred_username: 'carol', email: 'carol@example.com' };
    const { accessToken, introspection, idToken, userinfo } = await learn(own, 'openid api:read');
    expect(accessToken).toMatchObject({ ...said, groups: ['/staff/dev', '/all'] });
    expect(introspection).toMatchObject(said);
    for (const claims of [idToken, userinfo])
      expect([claims.preferred_username, claims.email, claims.groups]).toEqual([undefined, undefined, undefined]);
    const other = await learn(own, 'openid profile email');
    expect([other.accessToken.preferred_username, other.introspection.email]).toEqual([undefined, undefined]);
  });

  it('tell in tokens of a client of others only what people allow it by a scope', async () => {
    await api('PATCH', path, { claim_mappings: RESOURCE });
    const theirs = await client({});
    expect((await learn(theirs, 'openid api:read')).accessToken).not.toHaveProperty('email');
    expect((await learn(theirs, 'openid email api:read')).accessToken.email).toBe('carol@example.com');
  });

  it('of a scope go to who gets the scope, in any place', async () => {
    const scope = {
      description: 'Read your data',
      claim_mappings: [{ ...DEPARTMENT, in: ['id_token', 'userinfo', 'access_token'] }],
    };
    expect((await api('PATCH', path, { scopes: { 'api:read': scope } })).body.scopes['api:read']).toEqual(scope);
    const { idToken, userinfo, accessToken } = await learn(await client({}), 'openid api:read');
    expect([idToken, userinfo, accessToken].map(({ department }) => department)).toEqual(['R&D', 'R&D', 'R&D']);
    expect((await learn(await client({}), 'openid api:write')).accessToken).not.toHaveProperty('department');
    expect((await api('DELETE', '/user-attributes/department')).status).toBe(409);
  });

  it('are refused with their place where they cannot be', async () => {
    const refused = await api('PATCH', path, {
      claim_mappings: [
        { claim: 'a', from: 'attributes.nowhere' },
        { claim: 'scope', from: 'groups' },
        { claim: 'b', from: 'groups', in: ['id_token'] },
      ],
      scopes: { 'api:read': { claim_mappings: [{ claim: 'roles', from: 'roles', in: ['access_token'] }] } },
    });
    expect([refused.status, refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
      400,
      [
        '/claim_mappings/0/from',
        '/claim_mappings/1/claim',
        '/claim_mappings/2/in',
        '/scopes/api:read/claim_mappings/0/claim',
      ],
    ]);
  });
});

it('claims that are mapped add no statement to token endpoint, refresh, userinfo and introspection', async () => {
  const places = ['id_token', 'userinfo', 'access_token', 'introspection'];
  const everywhere = { ...DEPARTMENT, in: places };
  const clock = stopClock(world);
  // Its statements would be counted too.
  await stopPeriodicWork(world);
  const plain = await statementsOf(await client({}));
  expect(plain.length).toBeGreaterThan(2);
  const mapped = await client({
    id_token_claims: 'scope',
    claim_mappings: [everywhere, { claim: 'teams', from: 'groups' }],
  });
  await expect(statementsOf(mapped)).resolves.toEqual(plain);
  clock.goOn();
});

/** The names of the statements from the redemption of a code on; what is cached is at hand, and the clock stands still. */
async function statementsOf(by: TestClient): Promise<readonly string[]> {
  const browser = await signedInBrowser(world, 'carol');
  const scope = 'openid groups offline_access';
  await learn(by, scope);
  const code = await freshCode(world, { client_id: by.id, scope }, browser);
  const database = world.app.get(Database);
  const [query, execute] = [jest.spyOn(database, 'query'), jest.spyOn(database, 'execute')];
  const { body } = await redeem(world, code, {}, by);
  const { body: refreshed } = await refresh(world, body.refresh_token, {}, by);
  const headers = { authorization: `Bearer ${refreshed.access_token}` };
  expect((await fetch(`${world.issuer}/oauth2/userinfo`, { headers })).status).toBe(200);
  expect((await introspect(world, refreshed.access_token, by)).active).toBe(true);
  const names = [...query.mock.calls, ...execute.mock.calls].map(([{ name }]) => name);
  for (const spy of [query, execute]) spy.mockRestore();
  return names;
}
