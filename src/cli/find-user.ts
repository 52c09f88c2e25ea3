import type { INestApplicationContext } from '@nestjs/common';
import { NotThere } from '../platform/validation/refusals.js';
import type { User } from '../users/user.js';
import { UsersService } from '../users/users.service.js';

/** The user whom a command names. @throws NotThere */
export async function findUser(server: INestApplicationContext, username: string): Promise<User> {
  const user = await server.get(UsersService).findByUsername(username);
  if (!user) throw new NotThere(`there is no user ${username}`);
  return user;
}
