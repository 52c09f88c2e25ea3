import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Purge } from '../platform/schedule/purge.js';
import { ClientsRepository } from './clients.repository.js';
import { ClientsService } from './clients.service.js';

/** Deletes what no one uses any more: clients of strangers, and secrets. */
@Injectable()
export class ClientsPurge implements OnModuleInit {
  constructor(
    private readonly purge: Purge,
    private readonly clients: ClientsService,
    private readonly repository: ClientsRepository,
  ) {}

  onModuleInit(): void {
    this.purge.register('clients', (now, limit) => this.clients.purgeUnused(now, limit));
    this.purge.register('client_secrets', (now, limit) => this.repository.purgeSecrets(now, limit));
  }
}
