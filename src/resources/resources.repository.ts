import { Injectable } from '@nestjs/common';
import type { AlgorithmUse } from '../keys/algorithm-uses.js';
import { type Connection, Database, statement, type Transaction } from '../platform/database/database.js';
import type { AccessTokenType, SigningAlgorithm } from './access-token-format.js';
import type { ClaimMapping } from './claims/claim-mapping.js';
import { type Resource, type ResourceScope, rolesFor } from './resource.js';
import type { TextsInLanguages } from './texts-in-languages.js';

const SELECT_RESOURCES = statement(
  'resources-all',
  `SELECT identifier, name, access_token_lifetime, access_token_signing_alg, access_token_typ, claim_mappings, texts
   FROM resources ORDER BY identifier`,
);
const SELECT_SCOPES = statement(
  'resources-scopes',
  'SELECT name, resource, description, roles, claim_mappings, texts FROM scopes ORDER BY name',
);
const UPSERT_RESOURCE = statement(
  'resources-upsert',
  `INSERT INTO resources
     (identifier, name, access_token_lifetime, access_token_signing_alg, access_token_typ, claim_mappings, texts)
   VALUES ($1, $2, $3, $4, $5, $6, $7)
   ON CONFLICT (identifier) DO UPDATE SET name = excluded.name, access_token_lifetime = excluded.access_token_lifetime,
     access_token_signing_alg = excluded.access_token_signing_alg, access_token_typ = excluded.access_token_typ,
     claim_mappings = excluded.claim_mappings, texts = excluded.texts`,
);
const UPSERT_SCOPE = statement(
  'resources-upsert-scope',
  `INSERT INTO scopes (name, resource, description, roles, claim_mappings, texts) VALUES ($1, $2, $3, $4, $5, $6)
   ON CONFLICT (name) DO UPDATE SET description = excluded.description, roles = excluded.roles,
     claim_mappings = excluded.claim_mappings, texts = excluded.texts WHERE scopes.resource = excluded.resource`,
);

const DELETE_RESOURCE = statement('resources-delete', 'DELETE FROM resources WHERE identifier = $1');
const DELETE_SCOPE = statement('resources-delete-scope', 'DELETE FROM scopes WHERE name = $1 AND resource = $2');
const DELETE_SCOPES = statement('resources-delete-scopes', 'DELETE FROM scopes WHERE resource = $1');

const ALGORITHM_USE = statement(
  'resources-algorithm-use',
  'SELECT identifier FROM resources WHERE access_token_signing_alg = $1 LIMIT 1',
);

/** A row if access tokens for a resource are signed with the algorithm `$1`. */
export const RESOURCES_ALGORITHM_USE: AlgorithmUse = { sqlite: ALGORITHM_USE, postgres: ALGORITHM_USE };

/** What changes of resources are announced under. */
export const RESOURCES = 'resources';

interface ResourceRow {
  readonly identifier: string;
  readonly name: string;
  readonly access_token_lifetime: number | null;
  readonly access_token_signing_alg: SigningAlgorithm | null;
  readonly access_token_typ: AccessTokenType | null;
  readonly claim_mappings: string | null;
  readonly texts: string | null;
}

interface ScopeRow {
  readonly name: string;
  readonly resource: string;
  readonly description: string;
  readonly roles: string | null;
  readonly claim_mappings: string | null;
  readonly texts: string | null;
}

@Injectable()
export class ResourcesRepository {
  constructor(private readonly database: Database) {}

  /** Every stored resource with its scopes, in the order of their names. */
  async all(connection: Connection = this.database): Promise<readonly Resource[]> {
    const resources = await connection.query<ResourceRow>(SELECT_RESOURCES);
    const scopes = await connection.query<ScopeRow>(SELECT_SCOPES);
    return resources.map((row) => ({
      identifier: row.identifier,
      name: row.name,
      scopes: scopes.filter(({ resource }) => resource === row.identifier).map(scopeOf),
      accessTokenLifetime: row.access_token_lifetime,
      ...(row.access_token_signing_alg && { accessTokenSigningAlg: row.access_token_signing_alg }),
      ...(row.access_token_typ && { accessTokenTyp: row.access_token_typ }),
      ...mappingsOf(row),
      ...textsOf(row),
    }));
  }

  /** Creates or updates the resource and the scopes it names; scopes that it does not name stay. */
  async upsert(resource: Resource, transaction: Transaction): Promise<void> {
    await transaction.execute(UPSERT_RESOURCE, [
      resource.identifier,
      resource.name,
      resource.accessTokenLifetime,
      resource.accessTokenSigningAlg ?? null,
      resource.accessTokenTyp ?? null,
      storedMappings(resource),
      storedTexts(resource),
    ]);
    for (const scope of resource.scopes) {
      const roles = rolesFor(scope);
      await transaction.execute(UPSERT_SCOPE, [
        scope.name,
        resource.identifier,
        scope.description,
        roles ? JSON.stringify(roles) : null,
        storedMappings(scope),
        storedTexts(scope),
      ]);
    }
    await transaction.announce(RESOURCES, resource.identifier);
  }

  async removeScopes(identifier: string, names: readonly string[], transaction: Transaction): Promise<void> {
    for (const name of names) await transaction.execute(DELETE_SCOPE, [name, identifier]);
    await transaction.announce(RESOURCES, identifier);
  }

  /** The resource and its scopes. */
  async delete(identifier: string, transaction: Transaction): Promise<void> {
    await transaction.execute(DELETE_SCOPES, [identifier]);
    await transaction.execute(DELETE_RESOURCE, [identifier]);
    await transaction.announce(RESOURCES, identifier);
  }
}

function scopeOf({ name, description, roles, ...row }: ScopeRow): ResourceScope {
  if (roles === null) return { name, description, ...mappingsOf(row), ...textsOf(row) };
  const [first = '', ...others] = JSON.parse(roles) as string[];
  return {
    name,
    description,
    role: others.length === 0 ? first : [first, ...others],
    ...mappingsOf(row),
    ...textsOf(row),
  };
}

function storedMappings({ claimMappings = [] }: Pick<Resource, 'claimMappings'>): string | null {
  return claimMappings.length > 0 ? JSON.stringify(claimMappings) : null;
}

function mappingsOf({ claim_mappings }: Pick<ResourceRow, 'claim_mappings'>): Pick<Resource, 'claimMappings'> {
  return claim_mappings === null ? {} : { claimMappings: JSON.parse(claim_mappings) as ClaimMapping[] };
}

function storedTexts({ texts }: Pick<Resource, 'texts'>): string | null {
  return texts ? JSON.stringify(texts) : null;
}

function textsOf({ texts }: Pick<ResourceRow, 'texts'>): Pick<Resource, 'texts'> {
  return texts === null ? {} : { texts: JSON.parse(texts) as TextsInLanguages };
}
