import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { Transaction } from '../platform/database/database.js';
import type { Peers } from '../platform/peers.js';
import { AdminScopes } from './admin-scopes.js';
import { Catalogue } from './catalogue.js';
import { CLAIM_NAMES, type ClaimNames } from './claims/claim-names.js';
import { issuerResource, type Resource } from './resource.js';
import { ResourcesRepository } from './resources.repository.js';
import { RolesRepository } from './roles.repository.js';
import { UserAttributesRepository } from './user-attributes.repository.js';

/** Reads all that scopes, resources and mappings of claims are about. */
@Injectable()
export class Catalogues {
  /** The server itself, a resource that is not stored. */
  readonly issuer: Resource;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'issuer' | 'brand'>,
    private readonly resources: ResourcesRepository,
    private readonly roles: RolesRepository,
    private readonly attributes: UserAttributesRepository,
    @Inject(CLAIM_NAMES.token) private readonly claimNames: Peers<ClaimNames>,
    private readonly adminScopes: AdminScopes,
  ) {
    this.issuer = issuerResource(config.issuer, config.brand.name, adminScopes.all, adminScopes.builtInRoles);
  }

  /** As of now; with a transaction, as that transaction sees it. */
  async read(transaction?: Transaction): Promise<Catalogue> {
    const resources = await this.resources.all(transaction);
    const { all, builtInRoles } = this.adminScopes;
    const roles = await this.roles.all(builtInRoles, transaction);
    const attributes = (await this.attributes.all(transaction)).map(({ name }) => name);
    const issuer = issuerResource(this.config.issuer, this.config.brand.name, all, roles);
    return new Catalogue(issuer, resources, { attributes, added: this.claimNames.keys, roles });
  }
}
