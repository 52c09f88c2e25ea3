import { Injectable } from '@nestjs/common';
import { parseOptions } from '@node-rs/argon2';
import { Argon2 } from '../argon2/argon2.service.js';
import { MALFORMED, type PasswordFormat } from './password-format.js';

/** Highest accepted costs: memory in KiB, passes, lanes. */
const HIGHEST_COST = { memoryCost: 256 * 1024, timeCost: 16, parallelism: 16 } as const;

/** RFC 9106 in PHC form, `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`; Django writes `argon2` before it. */
@Injectable()
export class Argon2Format implements PasswordFormat {
  readonly identifiers = ['argon2id', 'argon2i', 'argon2'];

  constructor(private readonly argon2: Argon2 = new Argon2()) {}

  problem(encoded: string): string | undefined {
    try {
      const options = parseOptions(phc(encoded));
      const wrong = (['memoryCost', 'timeCost', 'parallelism'] as const).find(
        (name) => options[name] > HIGHEST_COST[name],
      );
      if (wrong) return `must have a ${wrong} of at most ${HIGHEST_COST[wrong]}`;
      return options.outputLen < 16 ? MALFORMED : undefined;
    } catch {
      return MALFORMED;
    }
  }

  verify(password: string, encoded: string, yields?: boolean): Promise<boolean> {
    return this.argon2.verify(phc(encoded), password, yields);
  }
}

function phc(encoded: string): string {
  return encoded.replace(/^argon2(?=\$)/, '');
}
