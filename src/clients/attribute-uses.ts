import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Conflict } from '../platform/validation/refusals.js';
import { UserAttributes } from '../resources/user-attributes.service.js';
import { ClientsRepository } from './clients.repository.js';

/** Keeps attributes declared of which claims are made for a client. */
@Injectable()
export class AttributeUses implements OnModuleInit {
  constructor(
    private readonly attributes: UserAttributes,
    private readonly clients: ClientsRepository,
  ) {}

  onModuleInit(): void {
    this.attributes.onDeletion(async (name, transaction) => {
      const clientId = await this.clients.findMapping(name, transaction);
      if (clientId !== undefined) throw new Conflict(`the client ${clientId} has a claim that is made of ${name}`);
    });
  }
}
