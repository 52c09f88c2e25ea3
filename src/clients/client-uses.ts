import { Kind } from '../platform/declarations.js';

/**
 * A condition in SQL that holds if a room needs a client, so that it is not deleted as one that no one uses.
 * @param clientId SQL, such as `c.client_id`
 */
export type ClientUse = (clientId: string) => string;

/** What rooms use clients for. */
export const CLIENT_USES = new Kind<ClientUse>('uses of clients');
