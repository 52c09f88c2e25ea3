import { Injectable } from '@nestjs/common';
import { SubjectIdentifiers } from '../admin/subject-identifiers.js';
import type { Transaction } from '../platform/database/database.js';
import { Violations } from '../platform/validation/violations.js';
import { ResourcesService } from '../resources/resources.service.js';
import { BuiltInClients } from './built-in-clients.js';

/** RFC 9562 §4, of any version: how this server identifies users. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether an identifier looks like those that this server gives to users. */
export function isUuid(identifier: string): boolean {
  return UUID.test(identifier);
}

/** Which identifiers new clients may have. */
@Injectable()
export class ClientIdentifiers {
  constructor(
    private readonly subjects: SubjectIdentifiers,
    private readonly builtIn: BuiltInClients,
    private readonly resources: ResourcesService,
  ) {}

  /** Whether it is that of a built-in client. */
  isBuiltIn(clientId: string): boolean {
    return this.builtIn.has(clientId);
  }

  /**
   * Who chooses the same for a user or a resource waits until the transaction ends.
   * @param mayBeUuid whether the client had the identifier before this rule was made
   * @throws Violations if a new client must not have the identifier
   */
  async demand(clientId: string, transaction: Transaction, mayBeUuid = false): Promise<void> {
    if (isUuid(clientId) && !mayBeUuid)
      throw refused('must not be a UUID, because users are identified by UUIDs; choose another, such as a name');
    await this.subjects.reserve(transaction);
    if ((await this.subjects.among('user', [clientId], transaction)).size > 0)
      throw refused('is the identifier of a user; choose another');
    // An access token for the resource could be taken for an ID token for the client: RFC 9700 §4.15.
    if ((await this.resources.catalogue(transaction)).find(clientId))
      throw refused('is the identifier of a resource; choose another');
  }
}

function refused(detail: string): Violations {
  return new Violations([{ pointer: '/client_id', detail }]);
}
