import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Config } from '../config/config.js';
import { isAmong } from './addresses.js';

/** What proxies make: UUIDs, hexadecimal numbers, HAProxy's `unique-id`. The audit log has room for no more characters. */
const REQUEST_ID = /^[A-Za-z0-9._:=+/-]{1,64}$/;

/** W3C Trace Context §3.2: `traceparent` of version 00, and the beginning of what later versions may have. */
const TRACEPARENT =
  /^(?:00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$|(?!00|ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-|$))/;

/** §3.2.2.3 and §3.2.2.4: they say that there is no trace. */
const NOTHING = /^0+$/;

type Received = Pick<IncomingMessage, 'headers' | 'socket'>;

/**
 * What requests are called in the log, in answers and in the audit log. A trusted proxy may have named a request already, by
 * `X-Request-Id` or by the trace that it is a part of; what anyone else says counts for nothing.
 */
export class RequestIds {
  private readonly isProxy: (address: string) => boolean;

  constructor({ trustProxy }: Pick<Config, 'trustProxy'>) {
    this.isProxy = trustProxy.length === 0 ? () => false : isAmong(trustProxy);
  }

  /** The identifier that the proxy gave, else that of its trace, else a new one. */
  readonly of = (request: Received): string => {
    const { 'x-request-id': given, traceparent } = request.headers;
    if ((given !== undefined || traceparent !== undefined) && this.isFromProxy(request)) {
      if (typeof given === 'string' && REQUEST_ID.test(given)) return given;
      const trace = traceIdOf(traceparent);
      if (trace !== undefined) return trace;
    }
    return randomUUID();
  };

  /** The trace that the request is a part of, as a trusted proxy says. */
  readonly traceOf = (request: Received): string | undefined => {
    const trace = traceIdOf(request.headers.traceparent);
    return trace !== undefined && this.isFromProxy(request) ? trace : undefined;
  };

  private isFromProxy({ socket }: Received): boolean {
    // A socket that listens for IPv6 too shows IPv4 addresses in this form.
    return this.isProxy((socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/i, ''));
  }
}

/** Undefined if the header is not as the standard wants it. */
function traceIdOf(traceparent: string | readonly string[] | undefined): string | undefined {
  const parts = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent) : null;
  const [trace, parent] = parts ? [parts[1] ?? parts[3], parts[2] ?? parts[4]] : [];
  if (trace === undefined || parent === undefined || NOTHING.test(trace) || NOTHING.test(parent)) return undefined;
  return trace;
}
