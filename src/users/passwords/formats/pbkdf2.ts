import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { fromBase64, keyProblem, MALFORMED, type PasswordFormat } from './password-format.js';

/** Seconds of work. */
const MOST_ITERATIONS = 5_000_000;

interface Parameters {
  readonly hash: string;
  readonly iterations: number;
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** RFC 8018 §5.2 as PHC and passlib (`$pbkdf2-sha256$i=29000$salt$key`), Django (`pbkdf2_sha256$29000$salt$key`) and Werkzeug (`pbkdf2:sha256:29000$salt$key`) write it. */
export class Pbkdf2Format implements PasswordFormat {
  readonly identifiers = ['pbkdf2', 'pbkdf2-sha256', 'pbkdf2-sha512', 'pbkdf2_sha1', 'pbkdf2_sha256', 'pbkdf2_sha512'];

  problem(encoded: string): string | undefined {
    const parameters = parse(encoded);
    if (!parameters || parameters.iterations < 1) return MALFORMED;
    if (parameters.iterations > MOST_ITERATIONS) return `must have at most ${MOST_ITERATIONS} iterations`;
    return keyProblem(parameters.key);
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    const parameters = parse(encoded);
    if (!parameters) return false;
    const { hash, iterations, salt, key } = parameters;
    const derived = await new Promise<Buffer>((resolve, reject) => {
      pbkdf2(password, salt, iterations, key.length, hash, (error, result) =>
        error ? reject(error) : resolve(result),
      );
    });
    return timingSafeEqual(derived, key);
  }
}

function parse(encoded: string): Parameters | undefined {
  const phc =
    /^\$pbkdf2(?:-(sha256|sha512))?\$(?:i=)?(\d{1,10})(?:,l=\d+)?\$([A-Za-z0-9+/.]+)\$([A-Za-z0-9+/.]+)$/.exec(encoded);
  if (phc)
    return {
      hash: phc[1] ?? 'sha1',
      iterations: Number(phc[2]),
      salt: fromBase64(phc[3] ?? ''),
      key: fromBase64(phc[4] ?? ''),
    };
  const django = /^pbkdf2_(sha1|sha256|sha512)\$(\d{1,10})\$([^$]+)\$([A-Za-z0-9+/]+=*)$/.exec(encoded);
  if (django)
    return {
      hash: django[1] ?? '',
      iterations: Number(django[2]),
      salt: Buffer.from(django[3] ?? ''),
      key: fromBase64(django[4] ?? ''),
    };
  const werkzeug = /^pbkdf2:(sha1|sha256|sha512):(\d{1,10})\$([^$]+)\$([0-9a-f]+)$/.exec(encoded);
  if (werkzeug)
    return {
      hash: werkzeug[1] ?? '',
      iterations: Number(werkzeug[2]),
      salt: Buffer.from(werkzeug[3] ?? ''),
      key: Buffer.from(werkzeug[4] ?? '', 'hex'),
    };
  return undefined;
}
