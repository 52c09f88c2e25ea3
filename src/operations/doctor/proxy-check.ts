import { isLoopback } from '../../oauth/redirect-uri.js';
import type { Config } from '../../platform/config/config.js';
import { type Finding, ok, warn } from '../../platform/doctor/finding.js';
import { isAmong } from '../../platform/http/addresses.js';

/** How the running server saw a request. */
export interface Arrival {
  readonly address: string;
  readonly protocol: string;
  /** Where the connection came from. */
  readonly connection_from: string;
  /** Names of the headers by which proxies tell of the request as they got it. */
  readonly forwarding_headers: readonly string[];
}

/** Whether proxies tell where requests come from, and whether they are believed. */
export function proxyFinding({ issuer, trustProxy }: Pick<Config, 'issuer' | 'trustProxy'>, arrival: Arrival): Finding {
  const { address, protocol, connection_from: from, forwarding_headers: headers } = arrival;
  const isForwarded = headers.includes('x-forwarded-for');
  if (isForwarded && trustProxy.length === 0)
    return warn(
      'proxy',
      `X-Forwarded-For arrives from ${from}, which is not believed; if that is your proxy, set TRUST_PROXY=${from}`,
    );
  if (isForwarded && !isAmong(trustProxy)(from))
    return warn('proxy', `X-Forwarded-For arrives from ${from}, but TRUST_PROXY names only ${trustProxy.join(', ')}`);
  if (trustProxy.length > 0 && !isForwarded && !isLoopback(new URL(issuer)))
    return warn('proxy', `TRUST_PROXY is set, but no X-Forwarded-For arrives from ${from}; let the proxy send it`);
  if (issuer.startsWith('https:') && protocol !== 'https')
    return warn(
      'proxy',
      `the issuer is https, but the request is seen as ${protocol}; let the proxy send X-Forwarded-Proto, and name it in TRUST_PROXY`,
    );
  return ok('proxy', `requests are seen as from ${address} by ${protocol}`);
}
