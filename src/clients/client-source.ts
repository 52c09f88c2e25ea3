import { PeerKind } from '../platform/peers.js';
import type { Client } from './client.js';

/** Makes clients of what a room keeps, such as a protected host. No one can register or change them as clients. */
export interface ClientSource {
  /** What the identifiers of its clients begin with, and no others. */
  readonly prefix: string;
  /** Asked for each request of the client, so it is to be remembered for some seconds. */
  find(clientId: string): Promise<Client | undefined>;
}

/** The sources that rooms declare. */
export const CLIENT_SOURCES = new PeerKind<ClientSource>('sources of clients', ({ prefix }) => [prefix]);
