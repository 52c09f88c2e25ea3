import { Module } from '@nestjs/common';
import { AuthorizationModule } from '../authorization/authorization.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { DiscoveryController } from './discovery.controller.js';
import { MetadataService } from './metadata.service.js';

@Module({
  imports: [AuthorizationModule, TokensModule],
  controllers: [DiscoveryController],
  providers: [MetadataService],
})
export class DiscoveryModule {}
