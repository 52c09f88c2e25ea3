import { InvalidClient } from '../oauth/oauth-error.js';
import type { Instant } from '../platform/clock.js';
import { matchesDigest } from '../platform/crypto/secrets.js';
import type { Client, ClientSecret } from './client.js';

/** The secrets that work at that time. */
export function liveSecrets(secrets: readonly ClientSecret[], now: Instant): readonly ClientSecret[] {
  return secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
}

/**
 * Whether `secret` is one of the client's. Takes the same time whether or not there is such a client:
 * every live secret is compared, and at least one is.
 */
export function secretMatches(client: Client | undefined, secret: string, now: Instant): boolean {
  const live = client ? liveSecrets(client.secrets, now) : [];
  const digests = live.length > 0 ? live.map((each) => each.digest) : [undefined];
  return digests.map((each) => matchesDigest(secret, each)).includes(true);
}

/**
 * {@link secretMatches} for who presents a secret.
 * @throws InvalidClient if the secret was right once, told to no one but who knows it
 */
export function provesBySecret(client: Client | undefined, secret: string, now: Instant): boolean {
  if (secretMatches(client, secret, now)) return true;
  if (client?.secrets.some((each) => matchesDigest(secret, each.digest))) throw new SecretExpired();
  return false;
}

/** RFC 7591 §3.2.1 `client_secret_expires_at`. */
export class SecretExpired extends InvalidClient {
  constructor() {
    super('the client secret has expired; authenticate with a new one');
  }
}

/**
 * The present secrets during a rotation: the newest works until `until` at the latest, the others no more.
 * So a client has at most two.
 */
export function outgoing(secrets: readonly ClientSecret[], now: Instant, until: Instant): readonly ClientSecret[] {
  const [newest] = [...liveSecrets(secrets, now)].sort((a, b) => b.createdAt - a.createdAt || endOf(b) - endOf(a));
  return newest && until > now ? [{ ...newest, expiresAt: Math.min(newest.expiresAt ?? until, until) }] : [];
}

/** Of two secrets made in the same millisecond, a rotation has shortened the older one. */
function endOf({ expiresAt }: ClientSecret): Instant {
  return expiresAt ?? Number.MAX_SAFE_INTEGER;
}

/** Secrets as the audit log keeps them: how many there are, and until when. */
export function timesOf(secrets: readonly ClientSecret[]): readonly object[] {
  return secrets.map(({ createdAt, expiresAt }) => ({ createdAt, expiresAt }));
}
