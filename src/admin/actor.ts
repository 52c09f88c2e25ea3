import type { RequestFacts } from '../platform/http/request-facts.js';

/** Who did something: the identifier of a user, `os:` and who runs the command line, or a client. */
export type Actor = string | ClientActor;

/** A client that acts for itself. It is marked in the log, because an identifier does not tell clients from users. */
interface ClientActor {
  readonly client: string;
}

/** The identifier alone. */
export function identifierOfActor(actor: Actor): string {
  return typeof actor === 'string' ? actor : actor.client;
}

/** Who changes something, and in which request; left out: the server itself, or its operator. */
export interface AuditContext {
  readonly actor?: Actor;
  readonly facts?: RequestFacts | undefined;
}
