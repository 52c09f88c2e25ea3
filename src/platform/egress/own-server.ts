import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { TLSSocket } from 'node:tls';
import { limitedBody } from './limited-body.js';

/** Milliseconds to wait for the whole answer; readiness itself waits for the database for 2 seconds. */
const TIMEOUT = 5_000;

/** Bytes of an answer. */
const MOST_BYTES = 256 * 1024;

/** What answers at the address of this server. */
export interface OwnAnswer {
  readonly status: number;
  /** Its `Date`; NaN if it says none. */
  readonly date: number;
  /** Where it redirects to, if it does. */
  readonly location: string | undefined;
  readonly body: string;
  /** Until when the certificate is valid; undefined without TLS. */
  readonly validTo: number | undefined;
}

/**
 * Asks this server as the applications do: at an address below its issuer URL, which the operator has set and which may be
 * in a private network, or where it listens on this machine. Only for the command line. Follows no redirect.
 * @param accessToken with the scope that the address demands, if it demands one
 */
export function askOwnServer(address: string, accessToken?: string): Promise<OwnAnswer> {
  const request = address.startsWith('https:') ? requestHttps : requestHttp;
  const headers = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
  return new Promise((resolve, reject) => {
    const options = { headers, agent: false as const, signal: AbortSignal.timeout(TIMEOUT) };
    request(address, options, (response) => {
      const { socket, statusCode: status = 0 } = response;
      const validTo = socket instanceof TLSSocket ? Date.parse(socket.getPeerCertificate().valid_to) : undefined;
      const date = Date.parse(response.headers.date ?? '');
      const location = status >= 300 && status < 400 ? response.headers.location : undefined;
      limitedBody(response, MOST_BYTES).then((body) => resolve({ status, date, location, body, validTo }), reject);
    })
      .on('error', reject)
      .end();
  });
}
