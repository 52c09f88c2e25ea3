import type { INestApplicationContext } from '@nestjs/common';
import { Kind } from '../platform/declarations.js';

/** The names of those whom the audit log knows by identifiers. */
export interface ActorNames {
  /** The names of those of the identifiers that this room knows. */
  namesOf(server: INestApplicationContext, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The identifier of the one with this name; undefined if there is none. */
  find(server: INestApplicationContext, name: string): Promise<string | undefined>;
}

/** The rooms whose people act; loaded only by the command line. */
export const ACTOR_NAMES = new Kind<() => Promise<{ readonly actorNames: ActorNames }>>('names of actors');
