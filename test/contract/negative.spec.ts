import fc from 'fast-check';
import { createWorld, type World } from '../support/world.js';
import { type Answer, bodyOf, call, pathOf, type Sent } from './support/call.js';
import { named, OPERATIONS, type Operation, parametersIn, schemaOf, scopesOf } from './support/document.js';
import { ADMIN_SCOPE } from './support/fixtures.js';
import { membersOf, misfit } from './support/schemas.js';

/** One value of each type of JSON. */
const VALUES = [null, 'text', -0.5, true, ['text', -0.5], { member: -0.5 }];

/** Bodies that are made up for each operation. */
const RUNS = 25;

const withPath = OPERATIONS.filter((operation) => parametersIn('path', operation).length > 0);
const withQuery = OPERATIONS.filter((operation) => parametersIn('query', operation).length > 0);
const withBody = OPERATIONS.filter(({ requestBody }) => requestBody);
const withTag = OPERATIONS.filter(({ parameters }) => parameters.some(({ name }) => name === 'If-Match'));
const withCursor = withQuery.filter(({ parameters }) => parameters.some(({ name }) => name === 'cursor'));

// What is answered is held against the description by call().
describe('the admin API refuses', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  /** Calls with what is the same for several calls. */
  async function caller(operation: Operation): Promise<(sent: Sent) => Promise<Answer>> {
    const path = await pathOf(world, operation);
    return (sent) => call(world, operation, { path, ...sent });
  }

  describe.each(named(OPERATIONS))('%s', (_, operation) => {
    it('without an access token', async () => {
      const answer = await call(world, operation, { scope: null });
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, `Bearer realm="${world.issuer}"`]);
    });

    it('with an access token of another scope, and names the one that is missing', async () => {
      for (const scope of scopesOf(operation)) {
        const others = ADMIN_SCOPE.split(' ').filter((each) => each !== scope);
        const { status, body, headers } = await call(world, operation, { scope: others.join(' ') });
        expect([status, body.error, body.detail]).toEqual([403, 'insufficient_scope', expect.stringContaining(scope)]);
        expect(headers.get('www-authenticate')).toContain(`scope="${scope}"`);
      }
    });
  });

  it.each(named(withPath))('what is not there: %s', async (_, operation) => {
    const path = await pathOf(world, operation);
    for (const { name } of parametersIn('path', operation)) {
      for (const unknown of ['nobody', '%00', '../..', 'é', 'x'.repeat(255)]) {
        const answer = await call(world, operation, { path: { ...path, [name]: unknown } });
        expect([name, unknown, answer.status]).toEqual([name, unknown, 404]);
      }
    }
  });

  it.each(named(withTag))('a change of what was changed meanwhile: %s', async (_, operation) => {
    const send = await caller(operation);
    for (const tag of ['"no-such-version"', 'W/"1"', '"0", "999"', 'nonsense']) {
      expect([tag, (await send({ headers: { 'if-match': tag } })).status]).toEqual([tag, 412]);
    }
    expect((await send({ headers: { 'if-match': '*' } })).status).toBeLessThan(300);
  });

  it.each(named(withQuery))('query parameters that it does not know: %s', async (_, operation) => {
    const send = await caller(operation);
    const { status, body } = await send({ query: '?colour=red' });
    expect([status, body.errors]).toEqual([400, [expect.objectContaining({ pointer: '/colour' })]]);
  });

  it.each(named(withCursor))('cursors and limits that it did not give: %s', async (_, operation) => {
    const send = await caller(operation);
    for (const cursor of ['nonsense', 'W10', 'eyJhIjoxfQ', 'bnVsbA', 'WyJhIiwiYiIsImMiXQ', '%00', ''])
      expect([cursor, (await send({ query: `?cursor=${cursor}` })).status]).toEqual([cursor, 400]);
    for (const limit of ['0', '101', '-1', '1.5', 'many', '1&limit=2'])
      expect([limit, (await send({ query: `?limit=${limit}` })).status]).toEqual([limit, 400]);
  });

  describe.each(named(withBody))('bodies of %s', (_, operation) => {
    const members = Object.entries(membersOf(schemaOf(operation)));

    it('that are no JSON object, too large or of another type', async () => {
      const send = await caller(operation);
      for (const body of ['{', '{"a":1,}', '"text"', '[]', '1', '{"__proto__":{"a":1}}'])
        expect([body, (await send({ body })).status]).toEqual([body, 400]);
      expect((await send({ body: { member: 'x'.repeat(300_000) } })).status).toBe(413);
      expect((await send({ body: '<a/>', type: 'application/xml' })).status).toBe(415);
    });

    it('with members that it does not know', async () => {
      const send = await caller(operation);
      const { status, body } = await send({ body: { ...Object(bodyOf(operation)), no_such_member: 1 } });
      expect([status, pointersOf(body)]).toEqual([400, ['/no_such_member']]);
    });

    it.each(members)('with a member of the wrong type: %s', async (name, schema) => {
      const send = await caller(operation);
      for (const value of VALUES.filter((each) => misfit(schema, each) !== undefined)) {
        const { status, body } = await send({ body: { ...Object(bodyOf(operation)), [name]: value } });
        expect([value, status, pointersOf(body)]).toEqual([value, 400, expect.arrayContaining([at(name)])]);
      }
    });

    it('without failing, whatever they are', async () => {
      const send = await caller(operation);
      const anything = fc.dictionary(fc.constantFrom(...members.map(([name]) => name)), fc.jsonValue());
      const bodies = fc.oneof(
        fc.jsonValue(),
        anything.map((some) => ({ ...Object(bodyOf(operation)), ...some })),
      );
      await fc.assert(
        fc.asyncProperty(bodies, async (body) => {
          const { status } = await send({ body: JSON.stringify(body) });
          expect(status).toBeLessThan(500);
        }),
        { numRuns: RUNS },
      );
    });
  });
});

function pointersOf({ errors }: Answer['body']): readonly string[] {
  return (errors ?? []).map(({ pointer }: { pointer: string }) => pointer);
}

/** The member, or something in it. */
function at(name: string): unknown {
  return expect.stringMatching(new RegExp(`^/${name}(/|$)`));
}
