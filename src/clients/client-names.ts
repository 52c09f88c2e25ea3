import type { INestApplicationContext } from '@nestjs/common';
import { ClientsService } from './clients.service.js';

/** The names of those of the clients that are registered, by their identifiers. */
export async function clientNames(
  server: INestApplicationContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const clients = server.get(ClientsService);
  const found = await Promise.all([...new Set(ids)].map((id) => clients.find(id)));
  return new Map(found.flatMap((client) => (client ? [[client.clientId, client.clientName] as const] : [])));
}
