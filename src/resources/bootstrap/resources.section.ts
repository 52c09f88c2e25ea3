import { Injectable } from '@nestjs/common';
import { type BootstrapFile, duplicates } from '../../admin/bootstrap/bootstrap-file.js';
import type { BootstrapRun } from '../../admin/bootstrap/bootstrap-run.js';
import type { BootstrapSection } from '../../admin/bootstrap/bootstrap-section.js';
import { sortedBy } from '../../platform/sorted-by.js';
import type { Violation } from '../../platform/validation/violations.js';
import type { ClaimMapping } from '../claims/claim-mapping.js';
import { type AccessTokenMembers, presentResource, readResource } from '../dto/resource.dto.js';
import type { DeclaredScope } from '../dto/resource-bodies.dto.js';
import type { Resource } from '../resource.js';
import { ResourcesService } from '../resources.service.js';

/** A protected resource as the bootstrap file describes one. */
interface DeclaredResource extends AccessTokenMembers {
  readonly identifier: string;
  readonly name: string;
  readonly scopes?: Readonly<Record<string, DeclaredScope>>;
  readonly claim_mappings?: readonly ClaimMapping[];
}

/** The protected resources of the bootstrap file. */
@Injectable()
export class ResourcesSection implements BootstrapSection {
  readonly name = 'resources';
  readonly order = 20;
  readonly isCounted = true;

  constructor(private readonly resources: ResourcesService) {}

  async violations(file: BootstrapFile): Promise<readonly Violation[]> {
    return duplicates(file.entries<DeclaredResource>(this.name), 'identifier', ({ identifier }) => identifier);
  }

  async apply(file: BootstrapFile, run: BootstrapRun): Promise<void> {
    for (const { at, value } of file.entries<DeclaredResource>(this.name))
      await run.collect(at, () => this.resources.upsert(readResource(value), run.transaction));
  }

  async export(): Promise<readonly DeclaredResource[]> {
    const { issuer } = this.resources;
    const resources = (await this.resources.list()).filter(({ identifier }) => identifier !== issuer.identifier);
    return sortedBy(resources, ({ identifier }) => identifier).map(declaredResource);
  }
}

function declaredResource(resource: Resource): DeclaredResource {
  const { built_in: _builtIn, scopes = {}, ...members } = presentResource(resource, false);
  const described = sortedBy(Object.entries(scopes), ([name]) => name).map(([name, scope]) => [name, shortest(scope)]);
  return { ...members, scopes: Object.fromEntries(described) };
}

/** A scope of which there is nothing but its description. */
function shortest(scope: DeclaredScope): DeclaredScope {
  return typeof scope === 'object' && Object.keys(scope).length === 1 ? scope.description : scope;
}
