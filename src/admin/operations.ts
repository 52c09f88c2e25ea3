import { applyDecorators, Delete, Get, HttpCode, HttpStatus, Patch, Post, type Type } from '@nestjs/common';
import {
  ApiBody,
  type ApiBodyOptions,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
} from '@nestjs/swagger';
import { IfMatch, Scoped } from './admin-api.js';
import { ApiProblems, type ProblemStatus } from './api-problems.js';
import { Idempotent } from './idempotency/idempotent.js';

/** What all operations of the admin API on one kind of thing share. */
export interface AdminResource {
  /** Where they all are: the path of the controller. */
  readonly path: string;
  /** What the scopes begin with: `roles`, if they are `roles:read` and `roles:write`. */
  readonly scopes: string;
  /** The part of the path that says which one. */
  readonly parameter: { readonly name: string; readonly description: string; readonly example: string };
  /** The class of the body that describes one. */
  readonly type: Type<unknown>;
}

/** The things have an `ETag` each: a change may say by `If-Match` which one it is of. */
export interface TaggedResource extends AdminResource {
  /** What one of them is called in texts. */
  readonly noun: string;
}

/** What the documentation says of one operation. */
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  /** The description of the answer. */
  readonly answer: string;
  /** The class of the body of the answer, if it is not that of the resource. */
  readonly type?: Type<unknown>;
  /** Problems beside those that every operation of this kind may have. */
  readonly problems?: readonly ProblemStatus[];
}

/** What the documentation says of an operation that is sent a body. */
interface OperationWithBody extends Operation, Pick<ApiBodyOptions, 'required'> {
  readonly body: Type<unknown>;
  readonly examples: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;
}

/** The operation is on a part of one: the part of the path after the parameter. */
interface OfPart {
  readonly part: string;
}

/** `GET`: a page of them. */
export const ListOperation = (resource: AdminResource, operation: Operation) =>
  applyDecorators(Get(), ok(resource, operation), described(resource, 'read', operation, 400));

/** `GET`: all of them, since they are few. */
export const ListAllOperation = (resource: AdminResource, operation: Operation) =>
  applyDecorators(Get(), ok(resource, operation), described(resource, 'read', operation));

/** `POST` that makes one, or a part of one. It may be sent again with the same `Idempotency-Key`. */
export const CreateOperation = (resource: AdminResource, operation: OperationWithBody & Partial<OfPart>) =>
  applyDecorators(
    Idempotent(),
    ApiCreatedResponse({ description: operation.answer, type: operation.type ?? resource.type }),
    body(operation),
    ...(operation.part === undefined
      ? [Post(), described(resource, 'write', operation, 400, 409)]
      : [
          Post(oneOf(resource, operation)),
          parameter(resource),
          described(resource, 'write', operation, 400, 404, 409),
        ]),
  );

/** `GET` of one. */
export const ReadOperation = (resource: AdminResource, operation: Operation) =>
  applyDecorators(
    Get(oneOf(resource)),
    ok(resource, operation),
    parameter(resource),
    described(resource, 'read', operation, 404),
  );

/** `PATCH` of one by a JSON merge patch (RFC 7396), if its `ETag` is still that of `If-Match`. */
export const UpdateOperation = (resource: TaggedResource, operation: Omit<OperationWithBody, 'answer'>) => {
  const changed = { ...operation, answer: `The ${resource.noun} as it is now.` };
  return applyDecorators(
    Patch(oneOf(resource)),
    ok(resource, changed),
    body(changed),
    ApiConsumes('application/merge-patch+json', 'application/json'),
    ifUnchanged(resource),
    described(resource, 'write', changed, 400, 404, 412),
  );
};

/** `POST` that does something with one, by a body or without, if its `ETag` is still that of `If-Match`. */
export const ActOperation = (resource: TaggedResource, operation: (Operation | OperationWithBody) & OfPart) =>
  applyDecorators(
    HttpCode(HttpStatus.OK),
    Post(oneOf(resource, operation)),
    ok(resource, operation),
    ...('body' in operation ? [body(operation), ApiProblems(400)] : []),
    ifUnchanged(resource),
    described(resource, 'write', operation, 404, 412),
  );

/** `DELETE` of one, or of a part of it, if its `ETag`, as far as it has one, is still that of `If-Match`. */
export const DeleteOperation = (
  resource: AdminResource | TaggedResource,
  operation: Omit<Operation, 'type'> & Partial<OfPart>,
) =>
  applyDecorators(
    HttpCode(HttpStatus.NO_CONTENT),
    Delete(oneOf(resource, operation)),
    ApiNoContentResponse({ description: operation.answer }),
    'noun' in resource ? applyDecorators(ifUnchanged(resource), ApiProblems(412)) : parameter(resource),
    described(resource, 'write', operation, 404),
  );

/** The scope, the texts and the problems of an operation. */
function described(
  { scopes }: AdminResource,
  access: 'read' | 'write',
  { operationId, summary, description, problems = [] }: Operation,
  ...usual: readonly ProblemStatus[]
) {
  return applyDecorators(
    ApiProblems(...usual, ...problems),
    ApiOperation({ operationId, summary, description }),
    Scoped(`${scopes}:${access}`),
  );
}

const oneOf = ({ parameter }: AdminResource, { part }: Partial<OfPart> = {}) =>
  [`:${parameter.name}`, part].filter(Boolean).join('/');

const parameter = (resource: AdminResource) => ApiParam(resource.parameter);

const ifUnchanged = (resource: TaggedResource) => applyDecorators(IfMatch(resource.noun), parameter(resource));

const ok = (resource: AdminResource, { answer, type = resource.type }: Operation) =>
  ApiOkResponse({ description: answer, type });

const body = ({ body, examples, required = true }: OperationWithBody) =>
  ApiBody({ type: body, required, examples: { ...examples } });
