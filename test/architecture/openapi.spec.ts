import type { AnySchemaObject } from 'ajv';
import { DOCUMENT, OPERATIONS, schemaOf } from '../contract/support/document.js';

const { schemas } = DOCUMENT.components;
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const LARGEST_INT32 = 2_147_483_647;

/** What each method does, in one word for one act. */
const VERBS: Readonly<Record<string, RegExp>> = {
  GET: /^(list|read|export)[A-Z]/,
  POST: /^(create|rotate|enable|disable|reset|invite|test|retry|approve|refuse)[A-Z]/,
  PUT: /^publish[A-Z]/,
  PATCH: /^update[A-Z]/,
  DELETE: /^(delete|revoke|end|withdraw)[A-Z]/,
};

/** Texts that are compared with what an answer has said, and may be anything. */
const ECHOED = ['confirm_holders'];

/** A schema and its place. */
type Placed = readonly [place: string, schema: AnySchemaObject];

const NESTED = ['properties', 'patternProperties'];

/** The schema and all in it, references followed once. */
function within(place: string, schema: AnySchemaObject, seen: ReadonlySet<string> = new Set()): readonly Placed[] {
  const name = /[^/]+$/.exec(schema.$ref ?? '')?.[0];
  if (name !== undefined) return seen.has(name) ? [] : within(name, schemas[name] ?? {}, new Set([...seen, name]));
  const members = NESTED.flatMap((keyword) => Object.entries<AnySchemaObject>(schema[keyword] ?? {}));
  const values = [schema.items, schema.additionalProperties, ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  return [
    [place, schema],
    ...members.flatMap(([member, each]) => within(`${place}.${member}`, each, seen)),
    ...values.flatMap((each) => (Object(each) === each ? within(`${place}[]`, each, seen) : [])),
  ];
}

const typesOf = ({ type = [] }: AnySchemaObject) => [type].flat() as readonly string[];
const placesOf = (found: readonly Placed[]) => found.map(([place]) => place);

const everything = Object.entries(schemas).flatMap(([name, schema]) => within(name, schema));
const parameters = OPERATIONS.flatMap((operation) =>
  operation.parameters.map((each) => [`${operation.operationId} ${each.name}`, each] as const),
);
const bodies = OPERATIONS.filter(({ requestBody }) => requestBody).flatMap((operation) =>
  within(operation.operationId, schemaOf(operation)),
);
const sent: readonly Placed[] = [
  ...bodies,
  ...parameters.flatMap(([place, { in: where, schema }]) => (where === 'query' ? [[place, schema] as const] : [])),
];

describe('the OpenAPI document', () => {
  it('says which numbers are whole, and which of these may need more than 32 bits', () => {
    const numbers = [...everything, ...sent].filter(
      ([, { type, format }]) => /number|integer/.test(String(type)) && format !== 'double',
    );
    expect(numbers).not.toEqual([]);
    expect(placesOf(numbers.filter(([, schema]) => typesOf(schema).includes('number')))).toEqual([]);
    const wide = numbers.filter(([, { maximum = Number.POSITIVE_INFINITY }]) => maximum > LARGEST_INT32);
    expect(placesOf(wide.filter(([, { format }]) => format !== 'int64'))).toEqual([]);
  });

  it('says of every object that is sent which other members it may have: none, or of what kind', () => {
    const open = bodies.filter(
      ([, schema]) => typesOf(schema).includes('object') && !('additionalProperties' in schema),
    );
    expect(placesOf(open)).toEqual([]);
    const known = bodies.filter(([, schema]) => schema.properties && schema.additionalProperties !== false);
    expect(placesOf(known)).toEqual([]);
  });

  it('gives no list of values that may be null a default, of which Go clients of openapi-generator do not compile', () => {
    const nullable = everything.filter(([, schema]) => schema.enum?.includes(null));
    expect(nullable).not.toEqual([]);
    expect(placesOf(nullable.filter(([, schema]) => 'default' in schema))).toEqual([]);
  });

  it('says of every text that is sent how it looks', () => {
    const loose = sent.filter(
      ([place, schema]) =>
        typesOf(schema).includes('string') &&
        !ECHOED.some((name) => place.endsWith(name)) &&
        !schema.pattern &&
        !schema.format &&
        !schema.enum,
    );
    expect(placesOf(loose)).toEqual([]);
  });

  it('has null among the values of what may be null', () => {
    const listed = everything.filter(([, schema]) => schema.enum && typesOf(schema).includes('null'));
    expect(placesOf(listed.filter(([, schema]) => !schema.enum.includes(null)))).toEqual([]);
  });

  it('has patterns that every language understands', () => {
    const patterns = [...everything, ...sent].flatMap(([place, { pattern }]) => (pattern ? [[place, pattern]] : []));
    expect(patterns.filter(([, pattern]) => /\\[pPu]\{|\(\?</.test(pattern))).toEqual([]);
    for (const [, pattern] of patterns) expect(() => new RegExp(pattern, 'u')).not.toThrow();
  });

  it('says of times that they are', () => {
    const times = everything.filter(([, { example }]) => INSTANT.test(String(example)));
    expect(times).not.toEqual([]);
    expect(placesOf(times.filter(([, { format }]) => format !== 'date-time'))).toEqual([]);
  });

  it('calls cursors opaque', () => {
    const cursors = parameters.filter(([, { name }]) => name === 'cursor').map(([, { description }]) => description);
    const next = everything.filter(([place]) => place.endsWith('.next_cursor')).map(([, each]) => each.description);
    expect([...cursors, ...next].filter((description) => !description?.includes('opaque'))).toEqual([]);
  });

  it('names schemas by what they are', () => {
    expect(Object.keys(schemas).filter((name) => /dto/i.test(name))).toEqual([]);
  });

  it('has one verb for one act', () => {
    const others = OPERATIONS.filter(({ operationId, method }) => !VERBS[method]?.test(operationId));
    expect(others.map(({ operationId }) => operationId)).toEqual([]);
  });

  it('has no member x beside has_x, for which some languages make the same name', () => {
    const clashing = Object.entries(schemas).flatMap(([name, { properties = {} }]) =>
      Object.keys(properties).flatMap((member) => (`has_${member}` in properties ? [`${name}.${member}`] : [])),
    );
    expect(clashing).toEqual([]);
  });

  it('explains every heading that operations have, and its licence', () => {
    expect(DOCUMENT.info).toMatchObject({ license: { name: 'Apache License 2.0', url: expect.any(String) } });
    const used = [...new Set(OPERATIONS.flatMap(({ tags }) => tags))].sort();
    expect(DOCUMENT.tags.map(({ name }) => name)).toEqual(used);
    for (const { description } of DOCUMENT.tags) expect(description).toMatch(/^[A-Z].+\.$/);
  });
});
