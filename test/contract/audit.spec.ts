import { createHash } from 'node:crypto';
import { adminApi } from '../support/admin.js';
import { createWorld, type World } from '../support/world.js';
import { bodyOf, call, pathOf } from './support/call.js';
import { isMutating, named, OPERATIONS } from './support/document.js';
import { ADMIN_SCOPE } from './support/fixtures.js';

interface Event {
  readonly user_agent?: string;
  readonly client_id?: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Members whose values are known to the caller once, and to the audit log never. */
const SECRETS = /^((client_)?secret|(generated_)?password|password_hash|token|registration_access_token)$/;

/** What an event tells of the change: how things were, how they are, or both. */
const TELLS: Readonly<Record<string, readonly string[]>> = {
  POST: ['after'],
  PATCH: ['before', 'after'],
  PUT: ['before', 'after'],
  DELETE: ['before'],
};

/** Where it is not the method that says what an event tells. */
const TELLS_OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  // The account goes.
  refuseRegistration: ['before'],
  // Nothing is other than before.
  testMail: [],
};

/** What events name of operations that make nothing with an identifier. */
const NAMES: Readonly<Record<string, (body: unknown) => readonly string[]>> = {
  testMail: (body) => [Object(body).to],
  // There is only one.
  publishTerms: () => [],
  withdrawTerms: () => [],
};

const mutating = named(OPERATIONS.filter(isMutating));

describe('the audit log', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  it.each(mutating)('tells who did what to what: %s', async (name, operation) => {
    const path = await pathOf(world, operation);
    const body = bodyOf(operation);
    const answer = await call(world, operation, { path, body, headers: { 'user-agent': `contract/${name}` } });
    expect(answer.status).toBeLessThan(300);

    const search = await (await adminApi(world, ADMIN_SCOPE))('GET', '/audit-events?limit=100');
    const events = search.body.items.filter((event: Event) => event.user_agent === `contract/${name}`);
    expect(events).not.toEqual([]);
    for (const event of events) {
      expect(event).toMatchObject({
        actor: 'an-admin',
        actor_client_id: 'gatehouse-docs',
        address: expect.stringMatching(/^(127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)$/),
        request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    }
    const made = () => NAMES[name]?.(body) ?? [createdBy(answer)];
    const targets = Object.keys(path).length > 0 ? Object.values(path) : made();
    const members = TELLS_OTHERWISE[name] ?? TELLS[operation.method] ?? [];
    const told = events.filter((event: Event) => tells(event, targets, members));
    expect(told).not.toEqual([]);

    const secrets = [...secretsIn(answer.body), ...secretsIn(body)];
    const everything = JSON.stringify(events);
    for (const secret of secrets.flatMap((each) => [each, ...digestsOf(each)]))
      expect(everything).not.toContain(secret);
  });
});

/** Whether the event names what was changed and says how it was or is. */
function tells({ client_id, details }: Event, targets: readonly string[], members: readonly string[]): boolean {
  const named = Object.values({ ...details, client_id });
  return (
    targets.every((target) => named.includes(target)) &&
    members.every((member) => Object(details[member]) === details[member])
  );
}

/** The identifier of what an answer has created, as its address has it, or the answer itself. */
function createdBy({ headers, body }: { readonly headers: Headers; readonly body: { readonly id?: string } }): string {
  const location = headers.get('location');
  return location === null ? (body.id ?? '') : decodeURIComponent(location.replace(/^.*\//, ''));
}

function secretsIn(value: unknown): readonly string[] {
  const members = Object.entries(Object(value));
  return members.filter(([name]) => SECRETS.test(name)).map(([, secret]) => String(secret));
}

function digestsOf(secret: string): readonly string[] {
  const digest = createHash('sha256').update(secret);
  return [digest.copy().digest('hex'), digest.copy().digest('base64'), digest.digest('base64url')];
}
