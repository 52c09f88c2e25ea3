import { randomUUID } from 'node:crypto';
import type { Instant } from '../platform/clock.js';
import { digest, matchesDigest } from '../platform/secrets.js';
import type { Client, ClientSecret } from './client.js';

/** What is stored of a new secret, which works from now on. */
export function newSecret(secret: string, now: Instant): ClientSecret {
  return { id: randomUUID(), digest: digest(secret), createdAt: now, expiresAt: null };
}

/** The secrets that work at that time. */
export function liveSecrets(secrets: readonly ClientSecret[], now: Instant): readonly ClientSecret[] {
  return secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
}

/**
 * Whether `secret` is one of the client's. Takes the same time whether or not there is such a client:
 * every live secret is compared, and at least one is.
 */
export function secretMatches(client: Client | undefined, secret: string, now: Instant): boolean {
  const digests = client ? liveSecrets(client.secrets, now).map((each) => each.digest) : [];
  const matches = (digests.length > 0 ? digests : [NOBODYS]).map((each) => matchesDigest(secret, each));
  return digests.length > 0 && matches.includes(true);
}

const NOBODYS = digest('');

/**
 * The present secrets during a rotation: the newest works until `until` at the latest, the others no more.
 * So a client has at most two.
 */
export function outgoing(secrets: readonly ClientSecret[], now: Instant, until: Instant): readonly ClientSecret[] {
  const [newest] = [...liveSecrets(secrets, now)].sort((a, b) => b.createdAt - a.createdAt);
  return newest && until > now ? [{ ...newest, expiresAt: Math.min(newest.expiresAt ?? until, until) }] : [];
}
