import { Module } from '@nestjs/common';
import { Declares } from '../platform/declarations.js';
import { METADATA } from '../platform/metadata/server-metadata.js';
import { providePeers } from '../platform/peers.js';
import { DiscoveryController } from './discovery.controller.js';
import { DiscoveryMetadata } from './discovery-metadata.js';
import { MetadataService } from './metadata.service.js';

@Declares(METADATA.of(DiscoveryMetadata))
@Module({
  controllers: [DiscoveryController],
  providers: [MetadataService, providePeers(METADATA), DiscoveryMetadata],
})
export class DiscoveryModule {}
