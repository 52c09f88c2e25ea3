import { readFileSync } from 'node:fs';
import type { AnySchemaObject } from 'ajv';

/** How the admin API describes one operation. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly security: readonly { readonly gatehouse: readonly string[] }[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description?: string;
  readonly schema: AnySchemaObject;
}

interface ResponseObject {
  readonly description: string;
  readonly content?: Readonly<Record<string, Content>>;
}

interface Content {
  readonly schema: AnySchemaObject;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface OpenApi {
  readonly openapi: string;
  readonly info: Readonly<Record<string, unknown>>;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Omit<Operation, 'method' | 'path'>>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, AnySchemaObject>>;
    readonly securitySchemes: {
      readonly gatehouse: {
        readonly flows: { readonly authorizationCode: { readonly scopes: Readonly<Record<string, string>> } };
      };
    };
  };
}

export const DOCUMENT_FILE = new URL('../../../schemas/openapi.json', import.meta.url);

/** The description of the admin API that is committed. */
export const DOCUMENT = JSON.parse(readFileSync(DOCUMENT_FILE, 'utf8')) as OpenApi;

export const OPERATIONS: readonly Operation[] = Object.entries(DOCUMENT.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
);

/** Rows of a table of tests. */
export function named(operations: readonly Operation[]): [string, Operation][] {
  return operations.map((operation) => [operation.operationId, operation]);
}

/** What changes something. */
export function isMutating({ method }: Operation): boolean {
  return method !== 'GET';
}

export function scopesOf({ security }: Operation): readonly string[] {
  return security.flatMap(({ gatehouse }) => gatehouse);
}

export function parametersIn(place: Parameter['in'], { parameters }: Operation): readonly Parameter[] {
  return parameters.filter((parameter) => parameter.in === place);
}

/** Of the body that the operation takes. */
export function schemaOf({ requestBody }: Operation): AnySchemaObject {
  return Object.values(requestBody?.content ?? {})[0]?.schema ?? {};
}

/** Every request body that the description gives as an example, with its media type. */
export function exampleBodies({
  requestBody,
}: Operation): readonly { readonly type: string; readonly value: unknown }[] {
  return Object.entries(requestBody?.content ?? {}).flatMap(([type, { examples = {} }]) =>
    Object.values(examples).map(({ value }) => ({ type, value })),
  );
}
