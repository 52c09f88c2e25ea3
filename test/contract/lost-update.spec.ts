import { createWorld, type World } from '../support/world.js';
import { call, pathOf } from './support/call.js';
import { named, OPERATIONS, type Operation } from './support/document.js';

/** What two administrators change of the same thing at the same time. */
const EDITS: Readonly<Record<string, readonly [object, object]>> = {
  updateClient: [{ client_name: 'From the first' }, { client_uri: 'https://second.example' }],
  updateUser: [{ given_name: 'From-the-first' }, { nickname: 'From-the-second' }],
  updateResource: [{ name: 'From the first' }, { access_token_lifetime: 1234 }],
  updateRole: [{ description: 'From the first' }, { scopes: ['audit:read'] }],
  updateProtectedHost: [{ name: 'From the first' }, { rules: [{ groups: ['from-the-second'] }] }],
  updateUserAttribute: [{ description: 'From the first' }, { description: 'From the second' }],
};

const changes = OPERATIONS.filter(({ method }) => method === 'PATCH');

describe.each(['sqlite', 'postgres'] as const)('of two administrators who edit the same on %s', (dialect) => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld({ dialect });
  });
  afterAll(() => world.close());

  it.each(named(changes))('the second is told, and nothing is lost: %s', async (name, change) => {
    const [first, second] = EDITS[name] ?? [];
    const path = await pathOf(world, change);
    const read = () => call(world, readingOf(change), { path });
    const edit = (body: unknown, tag: string) => call(world, change, { path, body, headers: { 'if-match': tag } });

    const [seenByFirst, seenBySecond] = [await read(), await read()].map(({ headers }) => headers.get('etag') ?? '');
    expect((await edit(first, seenByFirst ?? '')).status).toBe(200);
    expect((await edit(second, seenBySecond ?? '')).status).toBe(412);
    const present = await read();
    expect(present.body).toMatchObject(first ?? {});
    expect((await edit(second, present.headers.get('etag') ?? '')).status).toBe(200);
    expect((await read()).body).toMatchObject({ ...first, ...second });
  });

  it.each(named(changes))('one of many at once wins: %s', async (name, change) => {
    const path = await pathOf(world, change);
    const tag = (await call(world, readingOf(change), { path })).headers.get('etag') ?? '';
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        call(world, change, { path, body: EDITS[name]?.[index % 2], headers: { 'if-match': tag } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(49).fill(412)]);
  });
});

/** The operation that reads what another one changes. */
function readingOf({ path }: Operation): Operation {
  return OPERATIONS.find((operation) => operation.method === 'GET' && operation.path === path) as Operation;
}
