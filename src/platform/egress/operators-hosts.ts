import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { Injectable } from '@nestjs/common';
import { isLoopbackAddress, isNoHostAddress } from '../http/addresses.js';
import { checkedLookup, resolveHost } from './checked-lookup.js';

/** A host that the settings name, such as a mail server. */
export interface OperatorsHost {
  readonly host: string;
  readonly port: number;
  /** Whether its name says that it is this machine, so that less is asked of the way to it. */
  readonly isLoopback: boolean;
}

/**
 * Connections to hosts that the operator has named. Unlike an address that others name, such a host may be in a private
 * network: a mail server often is. What is checked of the very address that is connected to: what is called this machine is
 * this machine, because passwords may go there in clear; and that it is the address of a host at all, and not the link-local
 * one at which clouds keep credentials.
 */
@Injectable()
export class OperatorsHosts {
  /** @throws Error with a `code` if Node gives it one; the reason of the signal if that is aborted before */
  async connect({ host, port, isLoopback }: OperatorsHost, signal: AbortSignal): Promise<Socket> {
    const check = (address: string): void => {
      if (isLoopback && !isLoopbackAddress(address)) throw new Error(`${host} is at ${address}, not on this machine`);
      if (isNoHostAddress(address)) throw new Error(`${host} is at ${address}, which is no address of a host`);
    };
    if (isIP(host)) check(host);
    signal.throwIfAborted();
    const socket = connect({ host, port, lookup: checkedLookup((name) => this.resolve(name), check) });
    const end = (): unknown => socket.destroy(signal.reason as Error);
    signal.addEventListener('abort', end, { once: true });
    try {
      await once(socket, 'connect');
      return socket;
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  /**
   * The same, over TLS: the server has to have a certificate for the host.
   * @param ca certificates in PEM by which it is trusted; left out: those that Node knows
   */
  async connectOverTls(
    { host, port }: Pick<OperatorsHost, 'host' | 'port'>,
    ca: string | undefined,
    signal: AbortSignal,
  ): Promise<TLSSocket> {
    const socket = connectTls({
      socket: await this.connect({ host, port, isLoopback: false }, signal),
      // Without it, Node wants a certificate for `localhost`.
      host,
      ...(isIP(host) === 0 && { servername: host }),
      ...(ca !== undefined && { ca }),
      minVersion: 'TLSv1.2',
    });
    try {
      await once(socket, 'secureConnect', { signal });
      return socket;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  /** The addresses of a host. */
  protected resolve(host: string): Promise<readonly LookupAddress[]> {
    return resolveHost(host);
  }
}
