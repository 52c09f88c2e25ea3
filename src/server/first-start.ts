import type { INestApplicationContext } from '@nestjs/common';
import { type Instant, processStart } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { generateSecret } from '../platform/crypto/secrets.js';
import { Violations } from '../platform/validation/violations.js';
import { FirstUser } from '../users/first-user.service.js';
import { UsersService } from '../users/users.service.js';

/** Bytes of chance in the first password. */
const PASSWORD_BYTES = 15;

/** To whom the first start speaks. */
export interface Terminal {
  readonly isTTY?: boolean;
  print(line: string): void;
}

/**
 * Where no one can sign in yet: at a terminal makes an administrator, elsewhere prints a link by which one is made.
 * A bootstrap file says who there is; if it names no one, it only says how to create one.
 * @param startedAt when this process began
 */
export async function createFirstUser(
  server: INestApplicationContext,
  terminal: Terminal,
  startedAt: Instant = processStart(),
): Promise<void> {
  const { bootstrapFile, issuer } = server.get<Config>(CONFIG);
  if (await server.get(UsersService).any()) return;
  if (bootstrapFile !== undefined) {
    terminal.print('there are no users yet; create one with: npx gatehouse users create admin --role admin');
    return;
  }
  if (terminal.isTTY) return createAdministrator(server.get(UsersService), terminal);
  const ticket = await server.get(FirstUser).open(startedAt);
  if (ticket !== undefined)
    terminal.print(`there are no users yet; create the first within a day at ${issuer}/setup?token=${ticket}`);
}

/** With a password that is shown once. */
async function createAdministrator(users: Pick<UsersService, 'create'>, terminal: Terminal): Promise<void> {
  const password = generateSecret(PASSWORD_BYTES);
  try {
    await users.create({ username: 'admin', password, roles: ['admin'] });
  } catch (error) {
    if (error instanceof Violations) return; // another process was faster, and has printed its password
    throw error;
  }
  terminal.print(`created the user admin with the password ${password} (shown only this once)`);
}
