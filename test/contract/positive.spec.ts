import { randomUUID } from 'node:crypto';
import { createWorld, type World } from '../support/world.js';
import { bodyOf, call, pathOf } from './support/call.js';
import { exampleBodies, named, OPERATIONS, parametersIn, schemaOf } from './support/document.js';
import { FIXTURES } from './support/fixtures.js';
import { membersOf, misfit } from './support/schemas.js';

describe('every operation of the admin API', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  it('has a fixture', () => {
    expect(Object.keys(FIXTURES).sort()).toEqual(OPERATIONS.map(({ operationId }) => operationId).sort());
  });

  it.each(named(OPERATIONS))('answers as it is described: %s', async (_, operation) => {
    // Several where the same operation makes something or changes what is there.
    const successes = Object.keys(operation.responses)
      .filter((status) => status < '300')
      .map(Number);
    const answer = await call(world, operation);
    expect(successes).toContain(answer.status);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    for (const { type, value } of exampleBodies(operation))
      expect(successes).toContain((await call(world, operation, { type, body: bodyOf(operation, value) })).status);
    if (operation.requestBody?.required === false)
      expect(successes).toContain((await call(world, operation, { body: undefined })).status);
  });

  const withMembers = OPERATIONS.filter(({ requestBody }) => requestBody);
  it.each(named(withMembers))('takes the examples of all members together: %s', async (_, operation) => {
    const members = Object.entries(membersOf(schemaOf(operation)));
    const examples = Object.fromEntries(
      members.flatMap(([name, { example }]) => (example === undefined ? [] : [[name, example]])),
    );
    const answer = await call(world, operation, { body: bodyOf(operation, examples) });
    expect([answer.status, answer.body.errors]).toEqual([expect.any(Number), undefined]);
    expect(answer.status).toBeLessThan(300);
  });

  const nullable = withMembers.flatMap((operation) =>
    Object.entries(membersOf(schemaOf(operation)))
      // Null stands for a list without URIs, which is not enough for the grant type of the example.
      .filter(([name, schema]) => name !== 'redirect_uris' && misfit(schema, null) === undefined)
      .map(([member]) => [operation.operationId, member, operation] as const),
  );
  it.each(nullable)('takes null where it says so: %s %s', async (_, member, operation) => {
    const body = { ...Object(bodyOf(operation)), [member]: null };
    expect((await call(world, operation, { body })).status).toBeLessThan(300);
  });

  const repeatable = OPERATIONS.filter(({ parameters }) => parameters.some(({ name }) => name === 'Idempotency-Key'));
  it.each(named(repeatable))('is done once, however often it is sent with one key: %s', async (_, operation) => {
    const path = await pathOf(world, operation);
    const body = bodyOf(operation);
    const headers = { 'idempotency-key': `"${randomUUID()}"` };
    const first = await call(world, operation, { path, body, headers });
    const again = await call(world, operation, { path, body, headers });
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect((await call(world, operation, { path, body: { another: true }, headers })).status).toBe(422);
  });

  const examples = OPERATIONS.flatMap((operation) =>
    parametersIn('query', operation)
      .filter(({ name }) => name !== 'cursor')
      .flatMap(({ name, schema }) =>
        (schema.enum ?? [schema.example]).map(
          (value: unknown) => [operation.operationId, name, String(value), operation] as const,
        ),
      ),
  );
  it.each(examples)('takes the example of a query parameter: %s ?%s=%s', async (_, name, example, operation) => {
    expect((await call(world, operation, { query: `?${new URLSearchParams({ [name]: example })}` })).status).toBe(200);
  });
});
