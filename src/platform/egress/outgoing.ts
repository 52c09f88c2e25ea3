import type { LookupAddress } from 'node:dns';
import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { isLoopback } from '../../oauth/redirect-uri.js';
import { CONFIG, type Config } from '../config/config.js';
import { isAmong, isLoopbackAddress, isPublicAddress } from '../http/addresses.js';
import { inSpan } from '../telemetry/spans.js';
import { checkedLookup, resolveHost } from './checked-lookup.js';
import { BodyTooLong, limitedBody } from './limited-body.js';

/** Bytes of an answer if the caller names no other limit. */
const MOST_BYTES = 64 * 1024;

export interface OutgoingOptions {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The `Accept` header. */
  readonly accept?: string;
  /** Of the answer's body; a longer one is refused. */
  readonly maxBytes?: number;
  /**
   * Whether an administrator or the bootstrap file named the address. Then it may be this machine's own, by https or
   * http, if the issuer is so too, and by https in one of the configured networks.
   */
  readonly trusted: boolean;
}

export interface OutgoingAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** RFC 9111 §5.2.2.1: seconds for which the answer may be kept; undefined if it does not say. */
export function maxAgeIn({ headers }: OutgoingAnswer): number | undefined {
  const seconds = /(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,])/i.exec(headers['cache-control'] ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

/** The request was not made, or not answered in an acceptable way; the message says why. */
export class OutgoingRefused extends Error {
  override readonly name = 'OutgoingRefused';
}

/**
 * Requests to addresses that others named, such as `jwks_uri`: never a way into the network of this server. They go by
 * https to hosts of the Internet only, which is checked of the very address that is connected to, so that a name
 * cannot point elsewhere in the meantime (DNS rebinding).
 */
@Injectable()
export class OutgoingRequests {
  /** Milliseconds for everything: resolving the name, connecting, the whole answer. */
  protected readonly timeLimit: number = 5_000;
  private readonly issuerIsLoopback: boolean;
  private readonly isOwn: (address: string) => boolean;

  constructor(@Inject(CONFIG) config: Pick<Config, 'issuer' | 'outgoingNetworks'>) {
    this.issuerIsLoopback = isLoopback(new URL(config.issuer));
    this.isOwn = isAmong(config.outgoingNetworks);
  }

  /**
   * Any status is an answer, except that redirects are not followed but refused.
   * @throws OutgoingRefused
   */
  async request(address: string, options: OutgoingOptions): Promise<OutgoingAnswer> {
    const mayBeLoopback = options.trusted && this.issuerIsLoopback;
    const url = urlOf(address, mayBeLoopback);
    const attributes = { 'http.request.method': options.method ?? 'GET', 'server.address': url.hostname };
    return inSpan('outgoing request', () => this.ask(url, options), { isClient: true, attributes });
  }

  private async ask(url: URL, options: OutgoingOptions): Promise<OutgoingAnswer> {
    const signal = AbortSignal.timeout(this.timeLimit);
    try {
      const response = await this.send(url, options, signal);
      const { statusCode: status = 0, headers } = response;
      if (status >= 300 && status < 400) {
        response.destroy();
        throw new OutgoingRefused(`${nameOf(url)} answered with a redirect`);
      }
      return { status, headers, body: await limitedBody(response, options.maxBytes ?? MOST_BYTES) };
    } catch (cause) {
      if (cause instanceof OutgoingRefused) throw cause;
      if (cause instanceof BodyTooLong) throw new OutgoingRefused(`${nameOf(url)} ${cause.message}`, { cause });
      const what = signal.aborted ? `did not answer within ${this.timeLimit} ms` : 'cannot be reached';
      throw new OutgoingRefused(`${nameOf(url)} ${what}`, { cause });
    }
  }

  /** The addresses of a host. */
  protected resolve(host: string): Promise<readonly LookupAddress[]> {
    return resolveHost(host);
  }

  private send(
    url: URL,
    { method = 'GET', headers, body, accept = '*/*', trusted }: OutgoingOptions,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const checkAddress = (address: string) => this.checkAddress(address, url, trusted);
    const literal = url.hostname.replaceAll(/^\[|\]$/g, '');
    if (isIP(literal)) checkAddress(literal);
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      const request = send(url, {
        method,
        headers: { 'user-agent': 'gatehouse', accept, ...headers },
        // A connection of its own, so that it goes to an address that was checked for this very request.
        agent: false,
        lookup: checkedLookup((host) => this.resolve(host), checkAddress),
        signal,
      });
      request.on('response', resolve).on('error', reject).end(body);
    });
  }

  /** @throws OutgoingRefused if this address may not be connected to for that URL */
  private checkAddress(address: string, url: URL, trusted: boolean): void {
    if (trusted && this.issuerIsLoopback && isLoopbackAddress(address)) return;
    if (!isPublicAddress(address) && !(trusted && this.isOwn(address)))
      throw new OutgoingRefused(`${nameOf(url)} is at ${address}, which is no public address`);
    if (url.protocol !== 'https:') throw new OutgoingRefused(`${nameOf(url)} must be an https URL`);
  }
}

/** @throws OutgoingRefused */
function urlOf(address: string, mayBeLoopback: boolean): URL {
  if (!URL.canParse(address)) throw new OutgoingRefused('the address is no absolute URL');
  const url = new URL(address);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && mayBeLoopback))
    throw new OutgoingRefused(`${nameOf(url)} must be an https URL`);
  if (url.username !== '' || url.password !== '')
    throw new OutgoingRefused(`${nameOf(url)} must not carry user information`);
  return url;
}

/** The URL without what may be secret in it. */
function nameOf({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`;
}
