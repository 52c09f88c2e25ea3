import type { ActorNames } from '../audit/actor-names.js';
import { UsersService } from './users.service.js';

/** Users, by their usernames. */
export const actorNames: ActorNames = {
  async namesOf(server, ids) {
    const users = server.get(UsersService);
    const found = await Promise.all(ids.map((id) => users.find(id)));
    return new Map(found.flatMap((user) => (user ? [[user.id, user.username] as const] : [])));
  },
  async find(server, name) {
    return (await server.get(UsersService).findByUsername(name))?.id;
  },
};
