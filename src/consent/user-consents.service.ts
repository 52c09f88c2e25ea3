import { Injectable } from '@nestjs/common';
import type { Administrator } from '../admin/admin-api.js';
import { CLIENT_ID } from '../clients/client.js';
import { NotFound } from '../platform/validation/refusals.js';
import { People } from '../users/people.service.js';
import { type Consent, ConsentService } from './consent.service.js';

/** What administrators do with the consents of a user. */
@Injectable()
export class UserConsentsService {
  constructor(
    private readonly consents: ConsentService,
    private readonly people: People,
  ) {}

  /** The newest first. @throws NotFound */
  async list(userId: string): Promise<readonly Consent[]> {
    await this.people.get(userId);
    return this.consents.list(userId);
  }

  /** Takes back all that the user has allowed the client, and with it every token it holds. @throws NotFound, InsufficientScope */
  async withdraw(userId: string, clientId: string, by: Administrator): Promise<void> {
    await this.people.getForChange(userId, by);
    if (CLIENT_ID.test(clientId) && (await this.consents.withdraw(userId, clientId, by.facts, by.actor))) return;
    throw new NotFound(`the user ${userId} has allowed the client ${clientId} nothing`);
  }
}
