import { MALFORMED, type PasswordFormat } from './password-format.js';

/** 2^16 rounds take seconds. */
const HIGHEST_COST = 16;

const ENCODED = /^(?:bcrypt\$)?(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53})$/;

/** `$2b$12$` and 53 characters; Django writes `bcrypt$` before it. As everywhere, only the password's first 72 bytes count. */
export class BcryptFormat implements PasswordFormat {
  readonly identifiers = ['2a', '2b', '2y', 'bcrypt'];

  problem(encoded: string): string | undefined {
    const cost = Number(ENCODED.exec(encoded)?.[2]);
    if (!(cost >= 4)) return MALFORMED;
    return cost > HIGHEST_COST ? `must have a cost of at most ${HIGHEST_COST}` : undefined;
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    const { verify } = await import('@node-rs/bcrypt'); // few servers have such hashes
    return verify(password, ENCODED.exec(encoded)?.[1] ?? '');
  }
}
