import { Global, Module } from '@nestjs/common';
import { ResourcesRepository } from './resources.repository.js';
import { ResourcesService } from './resources.service.js';

/** What tokens are for: protected resources and their scopes. */
@Global()
@Module({ providers: [ResourcesRepository, ResourcesService], exports: [ResourcesService] })
export class ResourcesModule {}
