/**
 * Why what a browser sent of a passkey is not taken:
 * - `malformed`: it is no answer of an authenticator;
 * - `outdated`: its challenge is not one of this page and browser, is too old, or was answered before;
 * - `origin`: it was made for another site;
 * - `unknown`: there is no such passkey here, or the account is disabled;
 * - `invalid`: the signature or what it is about is not right;
 * - `copied`: its counter has not gone up, so that there may be two of the authenticator;
 * - `unverified`: it has to verify who uses it, and did not, or is not trusted with that yet;
 * - `model`: passkeys of this model may not be added;
 * - `known`: it was added already.
 */
export type Reason =
  | 'malformed'
  | 'outdated'
  | 'origin'
  | 'unknown'
  | 'invalid'
  | 'copied'
  | 'unverified'
  | 'model'
  | 'known';

/** What a browser sent of a passkey is not taken. */
export class PasskeyRefused extends Error {
  constructor(
    readonly reason: Reason,
    cause?: unknown,
  ) {
    super(`the passkey is refused: ${reason}`, { cause });
  }
}
