import type { INestApplicationContext } from '@nestjs/common';
import { type OutputOptions, printRecord } from '../admin/terminal/output.js';
import { presentUser } from './dto/user.dto.js';
import { LastSignInsService } from './last-sign-ins.service.js';
import type { StoredUser } from './stored-user.js';

/** Prints a user as the admin API shows one. */
export async function printUser(
  server: INestApplicationContext,
  user: StoredUser,
  options: OutputOptions,
): Promise<void> {
  printRecord({ ...presentUser(user, await server.get(LastSignInsService).of([user])) }, options);
}
