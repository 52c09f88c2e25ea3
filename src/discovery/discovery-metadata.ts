import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { Members, MetadataSource } from '../platform/metadata/server-metadata.js';

/** Who this server is, and where its keys and its documentation are. */
@Injectable()
export class DiscoveryMetadata implements MetadataSource {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'issuer' | 'docsEnabled'>) {}

  members(): Members {
    const { issuer, docsEnabled } = this.config;
    return {
      issuer,
      jwks_uri: `${issuer}/oauth2/jwks`,
      ...(docsEnabled ? { service_documentation: `${issuer}/docs` } : {}),
    };
  }
}
