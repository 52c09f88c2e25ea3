import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { isAmong } from '../../platform/http/addresses.js';
import { type KnownHost, ProtectedHosts } from '../hosts/protected-hosts.service.js';
import type { AskedAccess } from './access-rule.js';

/** Why nothing can be said of a request: the proxy or this server is not set up for it. The detail says what to change. */
export class NotSetUp extends Error {
  override readonly name = 'NotSetUp';

  /** @param forLog what else administrators need to know, and no one else */
  constructor(
    readonly detail: string,
    readonly forLog: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }
}

/** A request to a protected host, for which its proxy asks. */
export interface AskedFor extends AskedAccess {
  readonly host: KnownHost;
}

/**
 * Reads which request a proxy asks about. Only proxies of `TRUST_PROXY` are believed: anyone else could name a host and a path
 * for which another rule is meant.
 */
@Injectable()
export class ForwardedRequests {
  private readonly isTrusted: (address: string) => boolean;
  /** By which this server is reached, and so every host that it protects. */
  private readonly protocol: string;

  constructor(
    private readonly hosts: ProtectedHosts,
    @Inject(CONFIG) { issuer, trustProxy }: Config,
  ) {
    this.isTrusted = isAmong(trustProxy);
    this.protocol = new URL(issuer).protocol.slice(0, -1);
  }

  /** Host, method and address of the request that the proxy asks about. @throws NotSetUp */
  async read(request: FastifyRequest): Promise<AskedFor> {
    const host = await this.hostOf(request);
    return { host, method: header(request, 'x-forwarded-method'), uri: header(request, 'x-forwarded-uri') };
  }

  /** The host at which the browser is, for requests that the proxy passes on. @throws NotSetUp */
  async hostOf(request: FastifyRequest): Promise<KnownHost> {
    const from = ipv4Of(request.socket.remoteAddress ?? '');
    if (!this.isTrusted(from))
      throw new NotSetUp('the proxy that asks is not trusted: add its address, which the log names, to TRUST_PROXY', {
        proxy: from,
      });
    const protocol = header(request, 'x-forwarded-proto');
    if (protocol !== this.protocol)
      throw new NotSetUp(
        `X-Forwarded-Proto is not ${this.protocol}: protected hosts are reached by ${this.protocol} only, as this server is`,
        { protocol },
      );
    const name = header(request, 'x-forwarded-host').toLowerCase();
    const host = await this.hosts.known(name);
    if (!host)
      throw new NotSetUp('no protected host has the name in X-Forwarded-Host; add it with gatehouse protected-hosts', {
        host: name,
      });
    return host;
  }
}

/** @throws NotSetUp if there is none, or several: a proxy that adds to what it got lets others choose */
function header({ headers }: FastifyRequest, name: `x-forwarded-${string}`): string {
  const value = headers[name];
  if (typeof value !== 'string' || value === '') throw new NotSetUp(`the proxy must send ${name}`);
  if (name !== 'x-forwarded-uri' && value.includes(','))
    throw new NotSetUp(`the proxy must set ${name} to one value, in place of what it got`);
  return value;
}

/** RFC 4291 §2.5.5.2: how an IPv4 address looks to a server that listens for both kinds. */
function ipv4Of(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
