import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Types of records (RFC 1035 §3.2.2, RFC 3596 §2.1). */
const TYPES: Readonly<Record<number, 'A' | 'AAAA'>> = { 1: 'A', 28: 'AAAA' };

/** Of the header (RFC 1035 §4.1.1). */
const RESPONSE = 0x8180;
const NAME_ERROR = 3;
const HEADER_BYTES = 12;

/**
 * What a name server says about a name when it is asked for the nth time, counted for each type from 0: addresses of the
 * type that is asked for, of which there may be none; undefined: it knows no such name; `silence`: nothing at all.
 */
export type Zone = (name: string, nth: number) => readonly string[] | 'silence' | undefined;

/** A name server that lies: it speaks DNS by UDP on a free port of this machine (RFC 1035 §4.2.1). */
export interface NameServer {
  /** `address:port`, for `Resolver.setServers`. */
  readonly address: string;
  /** Each question, such as `A rebind.example`. */
  readonly questions: string[];
  close(): void;
}

/** Starts one. Close it when done. */
export async function startNameServer(zone: Zone): Promise<NameServer> {
  const socket = createSocket('udp4');
  const questions: string[] = [];
  socket.on('message', (query, { port, address }) => {
    const { name, type, end } = questionOf(query);
    const question = `${type} ${name}`;
    const said = zone(name, questions.filter((each) => each === question).length);
    questions.push(question);
    if (said !== 'silence') socket.send(answer(query, end, type, said), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { address: `127.0.0.1:${socket.address().port}`, questions, close: () => socket.close() };
}

function questionOf(query: Buffer): { readonly name: string; readonly type: string; readonly end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), type: TYPES[query.readUInt16BE(at + 1)] ?? 'other', end: at + 5 };
}

/** Every record lives for 0 seconds, so that no one may keep it. @param end where the question of the query ends */
function answer(query: Buffer, end: number, type: string, said: readonly string[] | undefined): Buffer {
  const addresses = (said ?? []).filter((address) => (isIPv4(address) ? 'A' : 'AAAA') === type);
  const header = Buffer.alloc(HEADER_BYTES);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(RESPONSE | (said === undefined ? NAME_ERROR : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  return Buffer.concat([header, query.subarray(HEADER_BYTES, end), ...addresses.map(record)]);
}

/** A resource record of the name that was asked for (RFC 1035 §4.1.3). */
function record(address: string): Buffer {
  const data = Buffer.from(ipaddr.parse(address).toByteArray());
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc000 | HEADER_BYTES, 0);
  head.writeUInt16BE(isIPv4(address) ? 1 : 28, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
