import { adminApi } from '../../support/admin.js';
import { returned, visit } from '../../support/authorization.js';
import { type KeySite, openKeySite } from '../../support/key-site.js';
import { authorizeUrl, createWorld, REDIRECT_URI, registerClient, type World } from '../../support/world.js';

/** Whoever walks through it level by level has no stack left. */
const DEEP = `${'['.repeat(8000)}${']'.repeat(8000)}`;

describe('JSON that is nested too deeply', () => {
  let world: World;
  let site: KeySite;

  beforeAll(async () => {
    [world, site] = await Promise.all([createWorld(), openKeySite()]);
  });
  afterAll(() => Promise.all([world.close(), site.close()]));

  it('is no request object (RFC 9101)', async () => {
    const request_uri = `${site.origin}/request`;
    await registerClient(world, {
      client_id: 'rp',
      redirect_uris: [REDIRECT_URI],
      request_object_signing_alg: 'none',
      request_uris: [request_uri],
    });
    const [header, payload] = ['{"alg":"none"}', `{"iss":"rp","x":${DEEP}}`].map((part) =>
      Buffer.from(part).toString('base64url'),
    );
    site.put('/request', `${header}.${payload}.`, { 'content-type': 'application/oauth-authz-req+jwt' });
    const { pathname, search } = new URL(authorizeUrl(world, { client_id: 'rp', request_uri }));
    expect(returned(await visit(world, pathname + search))).toMatchObject({
      error: 'invalid_request_object',
      error_description: 'the request object must not be nested deeper than 32 levels',
    });
  });

  it.each([
    ['/users', 'users:write', 'username'],
    ['/clients', 'clients:write', 'client_name'],
    ['/roles', 'roles:write', 'name'],
    ['/initial-access-tokens', 'initial-access-tokens:write', 'description'],
  ])('is refused by POST %s, with an Idempotency-Key as without', async (path, scope, member) => {
    const api = await adminApi(world, scope);
    const body = `{"${member}":${DEEP}}`;
    const answers = [await api('POST', path, body), await api('POST', path, body, { 'idempotency-key': 'a-key' })];
    for (const answer of answers)
      expect([answer.status, answer.body.errors]).toEqual([
        400,
        [{ pointer: '', detail: 'must not be nested deeper than 32 levels' }],
      ]);
    const list = await api('POST', path, DEEP, { 'idempotency-key': 'a-key' });
    expect(list.status).toBe(400);
  });
});
