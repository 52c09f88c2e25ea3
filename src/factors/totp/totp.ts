import type { Instant } from '../../platform/clock.js';

/** How an authenticator app makes codes (RFC 6238). */
export interface TotpParameters {
  /** RFC 6238 §1.2. */
  readonly algorithm: string;
  readonly digits: number;
  /** Seconds for which a code is shown. */
  readonly period: number;
}

/** What every authenticator app can do. */
export const COMMON_TOTP: TotpParameters = { algorithm: 'SHA1', digits: 6, period: 30 };

/** What apps can do (RFC 6238 §1.2). */
export const APP_ALGORITHMS = ['SHA1', 'SHA256', 'SHA512'] as const;
export const APP_DIGITS = [6, 8] as const;
/** Seconds. */
export const APP_PERIODS = { least: 15, most: 120 };

/** What is wrong with what an app is said to do, by its members. */
export function parameterProblems({ algorithm, digits, period }: TotpParameters) {
  return {
    algorithm: oneOf<string>(APP_ALGORITHMS, algorithm),
    digits: oneOf<number>(APP_DIGITS, digits),
    period:
      Number.isInteger(period) && period >= APP_PERIODS.least && period <= APP_PERIODS.most
        ? undefined
        : `must be ${APP_PERIODS.least} to ${APP_PERIODS.most} seconds`,
  };
}

function oneOf<T>(known: readonly T[], value: T): string | undefined {
  return known.includes(value) ? undefined : `must be one of ${known.join(', ')}`;
}

/** A secret that apps can have: base32 (RFC 4648 §6) without padding. */
export const APP_SECRET = /^[A-Z2-7]{16,128}$/;
export const APP_SECRET_MISTAKE = 'must be base32 of 16 to 128 characters, in capital letters without padding';

/** RFC 6238 §5.2: time steps by which the clocks of the app and of the server may differ. */
const WINDOW = 1;

/** Bytes of a new secret (RFC 4226 §4 R6: 160 bits). */
export const SECRET_BYTES = 20;

/** Loaded when the first code is looked at. */
const library = () => import('otpauth');

/**
 * The time step of which this is the code.
 * @param secret base32
 * @param code what was typed; spaces do not matter
 * @returns undefined if it is of none that may be now
 */
export async function stepOf(
  secret: string,
  { algorithm, digits, period }: TotpParameters,
  code: string,
  now: Instant,
): Promise<number | undefined> {
  const token = code.replaceAll(/\s/g, '');
  if (!/^\d+$/.test(token)) return undefined;
  const { Secret, TOTP } = await library();
  const key = Secret.fromBase32(secret);
  const delta = TOTP.validate({ token, secret: key, algorithm, digits, period, timestamp: now, window: WINDOW });
  return delta === null ? undefined : TOTP.counter({ period, timestamp: now }) + delta;
}

/** The address by which apps take over a secret, as a picture (the "Key URI Format" that all of them read). */
export async function keyUri(secret: string, issuer: string, account: string): Promise<string> {
  const { Secret, TOTP } = await library();
  return new TOTP({ issuer, label: account, secret: Secret.fromBase32(secret), ...COMMON_TOTP }).toString();
}

/** A secret in groups of four, so that people find their place when they type it. */
export function grouped(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? secret;
}
