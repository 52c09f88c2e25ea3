import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type TLSSocket } from 'node:tls';
import { newProxyFolder } from './reverse-proxy.js';

/** A syslog server that takes messages by RFC 5425. */
export interface SyslogServer {
  /** Its certificate. */
  readonly ca: string;
  readonly port: number;
  readonly messages: string[];
  /** Takes messages from now on; before, the port is closed. */
  open(): Promise<void>;
  close(): void;
}

/** One for the host `localhost`. @param port that is free */
export function syslogServer(port: number): SyslogServer {
  const folder = newProxyFolder();
  const ca = readFileSync(folder.certificate, 'utf8');
  const messages: string[] = [];
  const server = createServer({ key: readFileSync(folder.key), cert: ca }, (socket: TLSSocket) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
    socket.on('end', () => {
      messages.push(...framesIn(Buffer.concat(chunks)));
      socket.end();
    });
  });
  const open = async () => {
    server.listen(port, 'localhost');
    await once(server, 'listening');
  };
  return { ca, port, messages, open, close: () => server.close() };
}

/** Octet counting (RFC 5425 §4.3): the length of each message in bytes stands before it. */
function framesIn(received: Buffer): readonly string[] {
  const frames: string[] = [];
  let at = 0;
  while (at < received.length) {
    const space = received.indexOf(' ', at);
    const length = Number(received.subarray(at, space).toString());
    if (!(length > 0)) throw new Error(`no length at ${at}`);
    frames.push(received.subarray(space + 1, space + 1 + length).toString());
    at = space + 1 + length;
  }
  return frames;
}
