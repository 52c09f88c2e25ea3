import { adminToken } from '../support/admin.js';
import { createWorld, type World } from '../support/world.js';
import { call, described, pathOf, type Sent } from './support/call.js';
import { isMutating, named, OPERATIONS, type Operation, scopesOf } from './support/document.js';
import { ADMIN_SCOPE } from './support/fixtures.js';

const changing = OPERATIONS.filter(isMutating);
const withBody = changing.filter(({ requestBody }) => requestBody);

/** Bodies about which there is something to say. */
const UNREADABLE: readonly (readonly [string, Sent])[] = [
  ['malformed', { body: '{"a":1,}', type: 'application/json' }],
  ['too large', { body: { member: 'x'.repeat(300_000) }, type: 'application/json' }],
  ['of an unknown type', { body: '<a/>', type: 'application/xml' }],
  ['of a malformed type', { body: '{}', type: 'nonsense' }],
  ['null', { body: 'null', type: 'application/json' }],
];

describe('bodies of the admin API', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  /** Sends the headers, and no content. */
  async function sendNothing(operation: Operation, headers: Readonly<Record<string, string>>, rest: object = {}) {
    const path = await pathOf(world, operation);
    const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
    const authorization = `Bearer ${await adminToken(world, ADMIN_SCOPE)}`;
    const init = { method: operation.method, headers: { authorization, ...headers }, ...rest };
    const answer = await described(operation, await fetch(world.issuer + filled, init));
    return [answer.status, answer.body.errors, answer.headers.get('connection')];
  }

  it.each(named(changing))('an empty one is none, whatever the type: %s', async (_, operation) => {
    const none = await sendNothing(operation, {});
    const chunked = { body: new ReadableStream({ start: (stream) => stream.close() }), duplex: 'half' };
    for (const type of ['application/json', 'application/json; charset=utf-8', 'application/merge-patch+json']) {
      expect(await sendNothing(operation, { 'content-type': type }, { body: '' })).toEqual(none);
    }
    expect(await sendNothing(operation, { 'content-type': 'application/json' }, chunked)).toEqual(none);
    expect(none[2]).toBe('keep-alive');
    if (!operation.requestBody?.required) expect(none[0]).toBeLessThan(300);
  });

  it.each(named(withBody))('null is no object: %s', async (_, operation) => {
    const { status, body } = await call(world, operation, { body: 'null' });
    expect([status, body.errors]).toEqual([400, [{ pointer: '', detail: 'must be a JSON object' }]]);
  });

  it('null rotates no secret', async () => {
    const operation = OPERATIONS.find(({ operationId }) => operationId === 'rotateClientSecret') as Operation;
    const read = OPERATIONS.find(({ operationId }) => operationId === 'readClient') as Operation;
    const path = await pathOf(world, operation);
    const before = (await call(world, read, { path })).headers.get('etag');
    expect((await call(world, operation, { path, body: 'null' })).status).toBe(400);
    expect((await call(world, read, { path })).headers.get('etag')).toBe(before);
  });

  describe.each(UNREADABLE)('of which nothing is said that are %s', (_, sent) => {
    it.each(named(changing))('to callers who may not call %s', async (_name, operation) => {
      const path = await pathOf(world, operation);
      const anonymous = await call(world, operation, { path, ...sent, scope: null });
      expect([anonymous.status, anonymous.headers.get('www-authenticate')]).toEqual([
        401,
        `Bearer realm="${world.issuer}"`,
      ]);
      const others = ADMIN_SCOPE.split(' ').filter((each) => !scopesOf(operation).includes(each));
      const lacking = await call(world, operation, { path, ...sent, scope: others.join(' ') });
      expect([lacking.status, lacking.body.error]).toEqual([403, 'insufficient_scope']);
    });
  });
});
