import { Injectable } from '@nestjs/common';
import { ChangingMember, type Members, type MetadataSource } from '../platform/metadata/server-metadata.js';
import type { Catalogue } from './catalogue.js';
import { ResourcesService } from './resources.service.js';

@Injectable()
export class ResourcesMetadata implements MetadataSource {
  constructor(private readonly resources: ResourcesService) {}

  members(): Members {
    return {
      scopes_supported: new ChangingMember<Catalogue>(
        () => this.resources.catalogue(),
        () => this.resources.catalogueAtHand(),
        (catalogue) => catalogue.list().flatMap(({ scopes }) => scopes.map(({ name }) => name)),
      ),
    };
  }
}
