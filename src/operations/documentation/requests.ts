import type { Type } from '@nestjs/common';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { API_SECTION, type ApiSection } from '../../admin/api-section.js';
import {
  nameOf,
  type Operation,
  operationsOf,
  rewritten,
  type SchemaObject,
  type SchemaOrReference,
} from './document.js';
import { type MemberFacts, validatedMembers } from './validated-members.js';

type Members = ReadonlyMap<string, MemberFacts>;

/** The classes that validate what an operation takes. */
interface Validated {
  readonly body: Type | undefined;
  readonly query: readonly Type[];
}

/**
 * Says of what is sent exactly what is accepted: what the validation decorators of bodies and queries demand, that null is taken,
 * and that no other members are. What a decorator of the documentation says itself stays.
 * @param further classes of members that other rooms add to client metadata
 */
export function describeRequests(document: OpenAPIObject, modules: ModulesContainer, further: readonly Type[]): void {
  const validated = validatedOperations(modules);
  for (const operation of operationsOf(document)) {
    const { body, query } = validated.get(operation.operationId ?? '') ?? { body: undefined, query: [] };
    describeQuery(operation, membersOf(query));
    const [schema] = Object.values(contentOf(operation)).flatMap((content) => content.schema ?? []);
    if (!schema) continue;
    if (!body) throw new Error(`the body of ${operation.operationId} has no class`);
    describeBody(document, schema, membersOf([body, ...further]));
  }
}

function contentOf({ requestBody }: Operation) {
  return (requestBody && 'content' in requestBody && requestBody.content) || {};
}

function membersOf(types: readonly Type[]): Members {
  return new Map(types.flatMap((type) => [...validatedMembers(type)]));
}

function describeQuery({ parameters = [] }: Operation, members: Members): void {
  for (const parameter of parameters) {
    const facts = 'in' in parameter && parameter.in === 'query' ? members.get(parameter.name) : undefined;
    if (facts && 'schema' in parameter && parameter.schema)
      parameter.schema = described(parameter.schema, { ...facts, takesNull: false });
  }
}

function describeBody({ components }: OpenAPIObject, reference: SchemaOrReference, members: Members): void {
  const schema = components?.schemas?.[nameOf(reference) ?? ''];
  if (!schema || '$ref' in schema) throw new Error('a body has no schema of its own');
  const properties = Object.entries(schema.properties ?? {}).map(([name, member]) => {
    const facts = members.get(name);
    return [name, facts ? described(member, facts) : member];
  });
  schema.properties = Object.fromEntries(properties);
  schema.additionalProperties ??= false;
  for (const name of referredIn(schema)) {
    const nested = components?.schemas?.[name];
    if (nested && !('$ref' in nested)) nested.additionalProperties ??= false;
  }
}

function referredIn(schema: SchemaObject): readonly string[] {
  const names: string[] = [];
  rewritten(schema, (object) => {
    const name = nameOf(object as SchemaOrReference);
    if (name !== undefined) names.push(name);
    return object;
  });
  return names;
}

function described(member: SchemaOrReference, { value, items, takesNull }: MemberFacts): SchemaOrReference {
  if ('$ref' in member) return member;
  const exact = exactly(value, member);
  if (exact.items && !('$ref' in exact.items)) exact.items = exactly(items, exact.items);
  return takesNull ? orNull(exact) : exact;
}

/** What is said, with the facts besides; a list of values or a format says more than a pattern does. */
function exactly({ pattern, ...facts }: SchemaObject, said: SchemaObject): SchemaObject {
  const type = facts.type ?? said.type;
  if (said.enum) return { ...said, ...(type && { type }) };
  return { ...(pattern && !said.format && { pattern }), ...facts, ...said, ...(type && { type }) };
}

/** The schema, by which null is valid too. */
function orNull(schema: SchemaObject): SchemaObject {
  const types = [schema.type ?? []].flat();
  return {
    ...schema,
    type: [...types.filter((type) => type !== 'null'), 'null'],
    ...(schema.enum && !schema.enum.includes(null) ? { enum: [...schema.enum, null] } : {}),
  };
}

/** The headings that controllers describe. */
export function sectionsOf(modules: ModulesContainer): readonly ApiSection[] {
  return controllersOf(modules).flatMap(
    (controller) => (Reflect.getMetadata(API_SECTION, controller) as ApiSection | undefined) ?? [],
  );
}

function controllersOf(modules: ModulesContainer): readonly Type[] {
  return [...modules.values()].flatMap(({ controllers }) =>
    [...controllers.values()].map(({ metatype }) => metatype as Type),
  );
}

/** What each operation validates, by its identifier. */
function validatedOperations(modules: ModulesContainer): ReadonlyMap<string, Validated> {
  return new Map(controllersOf(modules).flatMap(({ prototype }) => validatedBy(prototype)));
}

function validatedBy(controller: object): readonly [string, Validated][] {
  return new MetadataScanner().getAllMethodNames(controller).flatMap((name) => {
    const handler: unknown = Reflect.get(controller, name);
    const operation = metadataOf<{ readonly operationId?: string }>(SWAGGER_OPERATION, handler as object);
    if (operation?.operationId === undefined) return [];
    const parameters = metadataOf<readonly BodyParameter[]>(SWAGGER_PARAMETERS, handler as object) ?? [];
    const body = parameters.find((parameter) => parameter.in === 'body')?.type;
    const query = (Reflect.getMetadata('design:paramtypes', controller, name) as readonly Type[] | undefined) ?? [];
    return [[operation.operationId, { body, query: query.filter((type) => typeof type === 'function') }]];
  });
}

/** Where the decorators of `@nestjs/swagger` write down what they say, which it exports no names for. */
const SWAGGER_OPERATION = 'swagger/apiOperation';
const SWAGGER_PARAMETERS = 'swagger/apiParameters';

interface BodyParameter {
  readonly in: string;
  readonly type?: Type;
}

function metadataOf<T>(key: string, handler: object): T | undefined {
  return Reflect.getMetadata(key, handler) as T | undefined;
}
