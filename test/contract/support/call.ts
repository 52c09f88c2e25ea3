import { adminToken } from '../../support/admin.js';
import type { World } from '../../support/world.js';
import { exampleBodies, type Operation } from './document.js';
import { ADMIN_SCOPE, FIXTURES } from './fixtures.js';
import { misfitOfAnswer } from './schemas.js';

/** What a call sends; what is left out is as the description and the fixture have it. */
export interface Sent {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Scope of the access token; null: none is sent. */
  readonly scope?: string | null;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  readonly body: any;
}

/** What the path of the operation names, made for one call. */
export async function pathOf(world: World, { operationId }: Operation): Promise<Readonly<Record<string, string>>> {
  return (await FIXTURES[operationId]?.path?.(world)) ?? {};
}

/** A body that the operation accepts, if it takes one. */
export function bodyOf(operation: Operation, example = exampleBodies(operation)[0]?.value): unknown {
  if (!operation.requestBody) return undefined;
  return FIXTURES[operation.operationId]?.body?.(example as Readonly<Record<string, unknown>>) ?? example;
}

/**
 * Calls an operation.
 * @throws Error where status, media type or body of the answer are not as the description says
 */
export async function call(world: World, operation: Operation, sent: Sent = {}): Promise<Answer> {
  const { query = '', scope = ADMIN_SCOPE, headers = {} } = sent;
  const body = 'body' in sent ? sent.body : bodyOf(operation);
  const type = sent.type ?? Object.keys(operation.requestBody?.content ?? {})[0];
  const url = world.issuer + filled(operation.path, sent.path ?? (await pathOf(world, operation))) + query;
  const response = await fetch(url, {
    method: operation.method,
    headers: {
      ...(scope !== null && { authorization: `Bearer ${await adminToken(world, scope)}` }),
      ...(body !== undefined && type !== undefined && { 'content-type': type }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return described(operation, response, body);
}

/** @throws Error where status, media type or body of the answer are not as the description says */
export async function described(operation: Operation, response: Response, sent?: unknown): Promise<Answer> {
  const answer = await read(response);
  const problem = breach(operation, answer);
  if (problem === undefined) return answer;
  throw new Error(
    `${operation.operationId} ${JSON.stringify(sent)}: ${answer.status} ${JSON.stringify(answer.body)}: ${problem}`,
  );
}

async function read(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const type = headers.get('content-type')?.replace(/;.*$/, '') ?? '';
  const text = await response.text();
  return { status, headers, type, body: /json$/.test(type) && !type.includes('ndjson') ? JSON.parse(text) : text };
}

/** What of an answer is not as the description says. */
function breach({ responses }: Operation, { status, type, body }: Answer): string | undefined {
  const described = responses[status];
  if (!described) return 'the status is not described';
  if (!described.content) return body === '' ? undefined : 'no body is described';
  const content = described.content[type];
  return content ? misfitOfAnswer(content.schema, body) : `the media type ${type} is not described`;
}

function filled(path: string, parameters: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
}
