import type { Socket } from 'node:net';
import type { ConnectionError } from 'fastify';
import { PROBLEM_TYPE, problem } from '../../admin/problem.js';

/** By the code of Node's error. */
const BROKEN: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request did not arrive whole in time; send it again'],
  HPE_HEADER_OVERFLOW: [431, 'the headers are too long; send fewer: in a browser, delete the cookies of this site'],
};
const MALFORMED = [
  400,
  'this is no well-formed HTTP request (RFC 9112); check its first line, headers and chunks',
] as const;

/** Answers what Node cannot read as a request, which neither a hook nor a filter sees, and closes the connection. */
export function answerBroken(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, detail] = BROKEN[error.code] ?? MALFORMED;
  const said = { ...problem(status), detail };
  const body = JSON.stringify(said);
  const head = [
    `HTTP/1.1 ${status} ${said.title}`,
    `content-type: ${PROBLEM_TYPE}; charset=utf-8`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroy(error);
}
