import { Mistakes } from './platform/mistakes.js';
import { generateSecret } from './platform/secrets.js';
import type { UsersService } from './users/users.service.js';

/** Bytes of chance in the first password. */
const PASSWORD_BYTES = 15;

/** To whom the first start speaks. */
export interface Terminal {
  readonly isTTY?: boolean;
  print(line: string): void;
}

/** Where nobody can sign in yet: at a terminal makes an administrator, elsewhere says how to make one. */
export async function welcome(users: Pick<UsersService, 'count' | 'create'>, terminal: Terminal): Promise<void> {
  if ((await users.count()) > 0) return;
  if (!terminal.isTTY) {
    terminal.print('there are no users yet; create one with: npx gatehouse users create admin --role admin');
    return;
  }
  const password = generateSecret(PASSWORD_BYTES);
  try {
    await users.create({ username: 'admin', password, roles: ['admin'] });
  } catch (error) {
    if (error instanceof Mistakes) return; // another process was faster, and has printed its password
    throw error;
  }
  terminal.print(`created the user admin with the password ${password} (shown only this once)`);
}
