import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { NextCursor } from '../../admin/page-answer.js';
import type { Resource, ResourceScope } from '../resource.js';
import { textsIn } from '../texts-in-languages.js';
import { CreateResourceDto, ScopeDto } from './resource-bodies.dto.js';

/** What is said of the access tokens of a resource. */
export type AccessTokenMembers = Pick<
  CreateResourceDto,
  'access_token_lifetime' | 'access_token_signing_alg' | 'access_token_typ'
>;

type TokensOf = Pick<Resource, 'accessTokenLifetime' | 'accessTokenSigningAlg' | 'accessTokenTyp'>;

/** A protected resource. */
export class ResourceDto extends CreateResourceDto {
  @ApiProperty({
    description: 'Its scopes by their names.',
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(ScopeDto) },
    example: { 'api:admin': { description: 'Administer everything', role: ['admin'] } },
  })
  declare readonly scopes: Readonly<Record<string, ScopeDto>>;

  @ApiProperty({ description: 'Whether it is the server itself, which cannot be changed.', example: false })
  readonly built_in!: boolean;
}

/** A page of resources. */
export class ResourceListDto {
  @ApiProperty({ description: 'Resources in the order of their identifiers.', type: [ResourceDto] })
  readonly items!: readonly ResourceDto[];

  @NextCursor('WyJodHRwcyJd')
  readonly next_cursor?: string;
}

export function presentResource(resource: Resource, builtIn: boolean): ResourceDto {
  const { identifier, name, scopes } = resource;
  const described = scopes.map((scope): [string, ScopeDto] => [scope.name, presentScope(scope)]);
  return {
    identifier,
    name,
    ...inLanguages(resource),
    scopes: Object.fromEntries(described),
    ...presentTokens(resource),
    ...presentMappings(resource),
    built_in: builtIn,
  };
}

/** A scope as the API and the bootstrap file describe one, without its name. */
function presentScope(scope: ResourceScope): ScopeDto {
  const { description, role } = scope;
  return { description, ...inLanguages(scope), ...(role === undefined ? {} : { role }), ...presentMappings(scope) };
}

/** The name or description in other languages, which is no declared member. */
function inLanguages({ texts }: Pick<Resource, 'texts'>): object {
  return texts ?? {};
}

function presentMappings({ claimMappings = [] }: Pick<Resource, 'claimMappings'>): Pick<ScopeDto, 'claim_mappings'> {
  return claimMappings.length > 0 ? { claim_mappings: claimMappings } : {};
}

/** What is said of its access tokens. */
export function presentTokens(tokens: TokensOf): AccessTokenMembers {
  const { accessTokenLifetime, accessTokenSigningAlg, accessTokenTyp } = tokens;
  return {
    ...(accessTokenLifetime === null ? {} : { access_token_lifetime: accessTokenLifetime }),
    ...(accessTokenSigningAlg && { access_token_signing_alg: accessTokenSigningAlg }),
    ...(accessTokenTyp && { access_token_typ: accessTokenTyp }),
  };
}

/** The same, as a resource has it. */
function readTokens(members: AccessTokenMembers): TokensOf {
  const { access_token_lifetime: lifetime, access_token_signing_alg: alg, access_token_typ: typ } = members;
  return {
    accessTokenLifetime: lifetime ?? null,
    ...(alg && { accessTokenSigningAlg: alg }),
    ...(typ && { accessTokenTyp: typ }),
  };
}

/** The resource that a body describes. */
export function readResource({ identifier, name, scopes, ...members }: CreateResourceDto): Resource {
  const described = Object.entries(scopes ?? {}).map(([scope, what]) => ({
    name: scope,
    ...(typeof what === 'string'
      ? { description: what }
      : { description: what.description ?? '', ...roleOf(what), ...mappingsOf(what), ...textsIn(what) }),
  }));
  const inOrder = described.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  return { identifier, name, scopes: inOrder, ...readTokens(members), ...mappingsOf(members), ...textsIn(members) };
}

function roleOf({ role }: ScopeDto): Pick<ScopeDto, 'role'> {
  return role === undefined ? {} : { role };
}

function mappingsOf({ claim_mappings }: Pick<CreateResourceDto, 'claim_mappings'>): Pick<Resource, 'claimMappings'> {
  return claim_mappings && claim_mappings.length > 0 ? { claimMappings: claim_mappings } : {};
}
