import { type Instant, MINUTE } from '../clock.js';
import { digest } from '../crypto/secrets.js';
import { networkOf } from '../http/addresses.js';

/** How many failures are free before every further one blocks for twice as long as the one before. */
export const FREE_FAILURES = {
  login: 5,
  alike: 5,
  account: 5,
  devices: 5,
  address: 50,
  passkeys: 50,
  codes: 5,
  recovery: 5,
} as const;

/** Seconds from the first failure within which the free ones are counted. */
export const WINDOW = 15 * MINUTE;

/** Seconds. */
export const LONGEST_BLOCK = 15 * MINUTE;

/**
 * One counter of failed sign-ins:
 * - `login`: of a name as it was typed, whether or not an account has it;
 * - `alike`: of names that differ at most in what follows the `@`, typed in one network;
 * - `account`: of an account, under any of its names;
 * - `devices`: of all browsers together that know the account;
 * - `address`: of a network;
 * - `passkeys`: of a network, by passkeys that there are. It is another one, so that who guesses passwords blocks no passkey;
 * - `codes`, `recovery`: of the one-time codes and of the recovery codes of an account, whose first factor was right.
 */
export interface Counter {
  readonly kind: keyof typeof FREE_FAILURES;
  /** What it is stored under: the kind, and the digest of which one. */
  readonly key: string;
}

export function counter(kind: Counter['kind'], of: string): Counter {
  return { kind, key: `${kind}:${digest(of)}` };
}

/** What is known of an attempt to sign in. */
export interface Attempt {
  /** The normalized name that was typed. */
  readonly login: string;
  readonly address: string;
  /** The identifier of the account that has the name; undefined if there is none. */
  readonly account: string | undefined;
  readonly fromKnownDevice: boolean;
}

/**
 * The counters that an attempt is measured by: always that of its network, and those of the person. They are as many
 * for a name that no account has, so that the same is done for it.
 */
export function countersOf({ login, address, account, fromKnownDevice }: Attempt): readonly Counter[] {
  const network = networkOf(address);
  const ofNetwork = counter('address', network);
  if (account !== undefined && fromKnownDevice) return [counter('devices', account), ofNetwork];
  return [
    counter('login', login),
    counter('alike', `${login.replace(/@.*$/s, '')} ${network}`),
    counter('account', account === undefined ? `none ${login}` : `id ${account}`),
    ofNetwork,
  ];
}

/** Whether a success leaves the counter as it is: one's own account would reset that of the network for all others. */
export function outlastsSuccess({ kind }: Counter): boolean {
  return kind === 'address';
}

/**
 * Whether a block by the counter looks like a wrong password. It counts failures by the username and by the email address
 * together, so a refusal at one because of failures at the other would tell that an account has both.
 */
export function blocksSilently({ kind }: Counter): boolean {
  return kind === 'account';
}

/**
 * How many seconds a failure blocks: nothing while failures are free, then 2, 4, 8 … up to 15 minutes.
 * @param excess which failure beyond the free ones it is
 */
export function blockSeconds(excess: number): number {
  return excess <= 0 ? 0 : Math.min(2 ** excess, LONGEST_BLOCK);
}

/** Seconds after a failure that blocks until all are forgotten: 15 to 60 minutes, so that waiting for the end of a block does not reset the count. */
export function memorySeconds(excess: number): number {
  return WINDOW + 3 * blockSeconds(excess);
}

/** Whole seconds until a further attempt is looked at; 0 if one is now. */
export function retryAfter(blockedUntil: readonly Instant[], now: Instant): number {
  return Math.max(0, ...blockedUntil.map((instant) => Math.ceil((instant - now) / 1000)));
}

/** An attempt that is not looked at, because too many failed before it. */
export class TooManyAttempts extends Error {
  override readonly name = 'TooManyAttempts';

  /** @param retryAfter whole seconds until a further attempt is looked at */
  constructor(readonly retryAfter: number) {
    super('too many attempts');
  }
}
