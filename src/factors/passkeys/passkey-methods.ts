import type { PasskeySite } from './passkey-site.js';

/** What the use of a passkey has shown. */
interface Shown {
  /** Whether the authenticator has verified who uses it, is trusted with that, and it counts here. */
  readonly userVerified: boolean;
  /** Whether an administrator vouches that the key is in hardware and stays there. */
  readonly isHardware: boolean;
}

/**
 * RFC 8176 §2, and `pop` of EAP ACR Values 1.0 §3: someone was there (`user`) who has the key, in hardware (`hwk`) or wherever.
 * Only with user verification that are several factors (`mfa`): what the person has, and is or knows.
 */
export function methodsOf({ userVerified, isHardware }: Shown): readonly string[] {
  return ['pop', 'user', ...(isHardware ? ['hwk'] : []), ...(userVerified ? ['mfa'] : [])];
}

/** The most that a passkey can show here. */
export function mostMethods({ asksForModel, countsAsTwo }: PasskeySite): readonly string[] {
  return methodsOf({ userVerified: countsAsTwo, isHardware: asksForModel });
}
