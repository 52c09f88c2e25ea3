import { scrypt, timingSafeEqual } from 'node:crypto';
import { fromBase64, keyProblem, MALFORMED, type PasswordFormat } from './password-format.js';

/** Bytes of memory that verifying may take. */
const MOST_MEMORY = 256 * 1024 * 1024;
const MOST_LANES = 16;

interface Parameters {
  /** RFC 7914 §2: CPU/memory cost, block size, parallelization. */
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** RFC 7914 as PHC and passlib (`$scrypt$ln=16,r=8,p=1$salt$key`), Django (`scrypt$N$salt$r$p$key`) and Werkzeug (`scrypt:N:r:p$salt$key`) write it. */
export class ScryptFormat implements PasswordFormat {
  readonly identifiers = ['scrypt'];

  problem(encoded: string): string | undefined {
    const parameters = parse(encoded);
    if (!parameters) return MALFORMED;
    const { N, r, p, key } = parameters;
    if (N < 2 || !Number.isInteger(Math.log2(N)) || r < 1 || p < 1)
      return 'must have a cost that is a power of two, and a block size and parallelization of at least 1';
    // RFC 7914 §2; no library computes it otherwise.
    if (N >= 2 ** (16 * r)) return 'must have a cost of less than 2^(16 * block size)';
    if (128 * N * r > MOST_MEMORY || p > MOST_LANES)
      return `must need at most ${MOST_MEMORY} bytes of memory and have a parallelization of at most ${MOST_LANES}`;
    return keyProblem(key);
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    const parameters = parse(encoded);
    if (!parameters) return false;
    const { N, r, p, salt, key } = parameters;
    const derived = await new Promise<Buffer>((resolve, reject) => {
      const options = { N, r, p, maxmem: 256 * (N + p) * r };
      scrypt(password, salt, key.length, options, (error, result) => (error ? reject(error) : resolve(result)));
    });
    return timingSafeEqual(derived, key);
  }
}

function parse(encoded: string): Parameters | undefined {
  const phc = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,4}),p=(\d{1,4})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/
    .exec(encoded)
    ?.slice(1) as Groups | undefined;
  if (phc)
    return {
      N: 2 ** Number(phc[0]),
      r: Number(phc[1]),
      p: Number(phc[2]),
      salt: fromBase64(phc[3]),
      key: fromBase64(phc[4]),
    };
  const django = /^scrypt\$(\d{1,10})\$([^$]+)\$(\d{1,4})\$(\d{1,4})\$([A-Za-z0-9+/]+=*)$/.exec(encoded)?.slice(1) as
    | Groups
    | undefined;
  if (django)
    return {
      N: Number(django[0]),
      r: Number(django[2]),
      p: Number(django[3]),
      salt: Buffer.from(django[1]),
      key: fromBase64(django[4]),
    };
  const werkzeug = /^scrypt:(\d{1,10}):(\d{1,4}):(\d{1,4})\$([^$]+)\$([0-9a-f]+)$/.exec(encoded)?.slice(1) as
    | Groups
    | undefined;
  if (werkzeug)
    return {
      N: Number(werkzeug[0]),
      r: Number(werkzeug[1]),
      p: Number(werkzeug[2]),
      salt: Buffer.from(werkzeug[3]),
      key: Buffer.from(werkzeug[4], 'hex'),
    };
  return undefined;
}

type Groups = readonly [string, string, string, string, string];
