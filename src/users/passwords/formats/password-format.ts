import { PeerKind } from '../../../platform/peers.js';

/** One way in which stored passwords are encoded. */
export interface PasswordFormat {
  /** How such hashes begin: what stands before the second `$` (`$argon2id$…`), or before the first `$` or `:`; or in braces, in capitals. */
  readonly identifiers: readonly string[];
  /** Whether verifying takes so little time that it would tell who has such a hash. */
  readonly isFast?: boolean;
  /** Why an encoded hash cannot be verified, or undefined if it can. Costs that would hurt the server are refused. */
  problem(encoded: string): string | undefined;
  /**
   * @param encoded a hash without {@link problem}
   * @param yields whether everything else of the server goes first, if the format can do that
   */
  verify(password: string, encoded: string, yields?: boolean): Promise<boolean>;
}

/** The formats that rooms declare. */
export const PASSWORD_FORMATS = new PeerKind<PasswordFormat>('password formats', ({ identifiers }) => identifiers);

/** The identifier of an encoded hash, see {@link PasswordFormat.identifiers}. */
export function identifierOf(encoded: string): string {
  const scheme = /^\{[^}]*\}/.exec(encoded)?.[0]; // RFC 2307 §5.3; upper and lower case are the same
  return scheme?.toUpperCase() ?? /^\$?([^$:]*)/.exec(encoded)?.[1] ?? '';
}

/** The part of an encoded hash that says what verifying it costs: all up to the salt, or up to the costs that stand before it. */
export function costOf(encoded: string): string {
  return /^(?:\{[^}]*\}|.*?[$:](?:i=|ln=|m=)?\d+(?:[,:][^$]*)?\$)/.exec(encoded)?.[0] ?? encoded;
}

/** What {@link PasswordFormat.problem} says of an encoding that does not parse. */
export const MALFORMED = 'is not a complete hash in its usual encoded form';

/** A derived key shorter than this can be met by chance; an empty one by every password. In bytes. */
const SHORTEST_KEY = 16;
const LONGEST_KEY = 128;

/** What is wrong with a derived key, or undefined if nothing is. */
export function keyProblem(key: Buffer): string | undefined {
  if (key.length >= SHORTEST_KEY && key.length <= LONGEST_KEY) return undefined;
  return `must carry a derived key of ${SHORTEST_KEY} to ${LONGEST_KEY} bytes`;
}

/** Base64 as PHC strings, passlib (`.` for `+`) and Django write it: with or without padding. */
export function fromBase64(text: string): Buffer {
  return Buffer.from(text.replaceAll('.', '+'), 'base64');
}
