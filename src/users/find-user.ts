import type { INestApplicationContext } from '@nestjs/common';
import { NotFound } from '../platform/validation/refusals.js';
import type { User } from './user.js';
import { UsersService } from './users.service.js';

/** The user whom a command names. @throws NotFound */
export async function findUser(server: INestApplicationContext, username: string): Promise<User> {
  const user = await server.get(UsersService).findByUsername(username);
  if (!user) throw new NotFound(`there is no user ${username}`);
  return user;
}
