import { setTimeout } from 'node:timers/promises';
import { createRemoteJWKSet, errors } from 'jose';
import { isLoopback } from '../oauth/redirect-uri.js';
import { type KeySet, KeySetUnavailable } from './verify-jwt.js';

export interface RemoteKeySetOptions {
  /** Seconds for which fetched keys are used without asking again. */
  readonly maxAge?: number;
  /** Seconds between two fetches that unknown key names may cause. */
  readonly cooldown?: number;
  /** Whether issuer and keys may be at plain http addresses beyond loopback: in containers and tests only. */
  readonly insecureIssuer?: boolean;
}

/** Attempts to fetch the discovery document before a request is turned away; the next request tries again. */
const ATTEMPTS = 3;

/** Milliseconds between two attempts, and before one is given up. */
const PAUSE = 200;
const TIMEOUT = 5_000;

/**
 * The keys of an authorization server elsewhere. They are found through its discovery document when they are first
 * needed, cached, and fetched again when they are old or a token names an unknown one.
 * @param issuer the issuer URL: https, or plain http on a loopback host, unless `insecureIssuer` is set
 * @throws Error if the issuer is no such URL
 */
export function remoteKeySet(
  issuer: string,
  { maxAge = 600, cooldown = 30, insecureIssuer = false }: RemoteKeySetOptions = {},
): KeySet {
  requireSecure(issuer, 'the issuer', insecureIssuer);
  let discovered: Promise<KeySet> | undefined;
  const discover = async (): Promise<KeySet> => {
    const url = new URL(await discoverKeys(issuer, insecureIssuer));
    return createRemoteJWKSet(url, {
      cacheMaxAge: maxAge * 1000,
      cooldownDuration: cooldown * 1000,
      timeoutDuration: TIMEOUT,
    });
  };
  return async (header) => {
    discovered ??= discover();
    try {
      return await (await discovered)(header);
    } catch (error) {
      if (isAboutToken(error)) throw error;
      if (error instanceof DiscoveryFailed) discovered = undefined;
      throw new KeySetUnavailable(`the keys of ${issuer} cannot be fetched`, { cause: error });
    }
  };
}

class DiscoveryFailed extends Error {}

/** OIDC Discovery §4: the address of the issuer's key set. */
async function discoverKeys(issuer: string, insecure: boolean): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await readDiscoveryDocument(issuer, insecure);
    } catch (error) {
      if (attempt === ATTEMPTS) throw new DiscoveryFailed(`${issuer} cannot be discovered`, { cause: error });
      await setTimeout(PAUSE * attempt);
    }
  }
}

async function readDiscoveryDocument(issuer: string, insecure: boolean): Promise<string> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) });
  if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}`);
  const metadata = (await answer.json()) as { issuer?: unknown; jwks_uri?: unknown };
  // OIDC Discovery §4.3: the issuer must be exactly the one that was asked for.
  if (metadata.issuer !== issuer) throw new Error(`${address} names another issuer: ${String(metadata.issuer)}`);
  if (typeof metadata.jwks_uri !== 'string') throw new Error(`${address} names no jwks_uri`);
  requireSecure(metadata.jwks_uri, `the jwks_uri of ${issuer}`, insecure);
  return metadata.jwks_uri;
}

function requireSecure(address: string, what: string, insecure: boolean): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && (insecure || isLoopback(url)))) return;
  throw new Error(
    `${what} must be an https URL (plain http on loopback hosts only, and in tests with insecureIssuer), not ${address}`,
  );
}

/** Whether the key set is there, but has no key for this token. */
function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}
