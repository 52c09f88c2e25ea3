import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { NextCursor } from '../../admin/page-answer.js';
import type { Resource } from '../resource.js';
import { CreateResourceDto, ScopeDto } from './resource-bodies.dto.js';

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
  const { identifier, name, scopes, accessTokenLifetime } = resource;
  const described = scopes.map(({ name: scope, ...what }): [string, ScopeDto] => [scope, what]);
  return {
    identifier,
    name,
    scopes: Object.fromEntries(described),
    ...(accessTokenLifetime === null ? {} : { access_token_lifetime: accessTokenLifetime }),
    built_in: builtIn,
  };
}

/** The resource that a body describes. */
export function readResource({ identifier, name, scopes, access_token_lifetime }: CreateResourceDto): Resource {
  const described = Object.entries(scopes ?? {}).map(([scope, what]) => ({
    name: scope,
    ...(typeof what === 'string' ? { description: what } : { description: what.description ?? '', ...roleOf(what) }),
  }));
  const inOrder = described.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  return { identifier, name, scopes: inOrder, accessTokenLifetime: access_token_lifetime ?? null };
}

function roleOf({ role }: ScopeDto): Pick<ScopeDto, 'role'> {
  return role === undefined ? {} : { role };
}
