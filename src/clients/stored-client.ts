import type { Connection } from '../platform/database/database.js';
import { CLIENT_ID } from './client.js';
import { ClientNotFound } from './client-error.js';
import type { ClientRecord, ClientsRepository } from './clients.repository.js';

/** The client as it is stored right now. @throws ClientNotFound */
export async function storedClient(
  repository: ClientsRepository,
  clientId: string,
  connection?: Connection,
): Promise<ClientRecord> {
  const record = CLIENT_ID.test(clientId) ? await repository.find(clientId, connection) : undefined;
  if (!record) throw new ClientNotFound(clientId);
  return record;
}
