import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { Members, MetadataSource } from '../../platform/metadata/server-metadata.js';

@Injectable()
export class RegistrationMetadata implements MetadataSource {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'issuer' | 'registration'>) {}

  members(): Members {
    const { issuer, registration } = this.config;
    return registration.access === 'closed' ? {} : { registration_endpoint: `${issuer}/oauth2/register` };
  }
}
