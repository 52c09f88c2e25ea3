import { isIP } from 'node:net';

/** Who asks for a passkey (WebAuthn Level 3 §5.4.2). */
export interface RelyingParty {
  /** What passkeys belong to for ever: the host of the issuer. */
  readonly id: string;
  /** The origins whose pages may use them. */
  readonly origins: readonly string[];
}

/**
 * The relying party of an issuer.
 * @param relatedOrigins further origins whose pages may use its passkeys (§5.11)
 * @returns undefined if browsers offer no passkeys there: the host is an address (§5.1.2 wants a domain), or the pages come by
 * plain http from another machine (Secure Contexts §3.1)
 */
export function relyingPartyOf(issuer: string, relatedOrigins: readonly string[]): RelyingParty | undefined {
  const { protocol, hostname, origin } = new URL(issuer);
  const isAddress = hostname.startsWith('[') || isIP(hostname) > 0;
  const isSecure = protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost');
  return isAddress || !isSecure ? undefined : { id: hostname, origins: [origin, ...relatedOrigins] };
}
