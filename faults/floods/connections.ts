import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { STRANGER } from './asking.js';
import type { Order, Outcome } from './order.js';

/** Connections that are opened at the same time; more would have to wait in the backlog. */
const OPENING = 200;

const HEAD = `POST /oauth2/token HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n`;

/** Connects and says nothing, as does one whose other end has vanished. */
export function idle(order: Order): Promise<Outcome> {
  return hold(order, () => undefined);
}

/** Sends a request a byte at a time: half of them its head, half its body. */
export function slow(order: Order): Promise<Outcome> {
  return hold(order, (socket, index) => {
    socket.write(index % 2 ? HEAD : `${HEAD}content-length: 100000\r\n\r\n`);
    const timer = setInterval(() => socket.write(index % 2 ? 'x' : 'a'), 1_000);
    socket.on('close', () => clearInterval(timer));
  });
}

/** What a third of the connections sends each before it falls silent; no answer to the last is ever read. */
const BEGINNINGS = [
  HEAD,
  `${HEAD}content-length: 100000\r\n\r\nhalf`,
  'GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(8),
];

/** Goes silent in the middle of a head, of a body, and of reading answers. */
export function halfOpen(order: Order): Promise<Outcome> {
  return hold(order, (socket, index) => {
    socket.pause();
    socket.write(BEGINNINGS[index % BEGINNINGS.length] ?? '');
  });
}

async function hold(order: Order, begin: (socket: Socket, index: number) => void): Promise<Outcome> {
  const { count, limit } = order;
  const until = performance.now() + limit;
  const open = new Set<Socket>();
  let most = 0;
  for (let index = 0; index < count; index += OPENING) {
    const opened = Array.from({ length: Math.min(OPENING, count - index) }, (_, each) =>
      openOne(order, open, index + each),
    );
    (await Promise.all(opened)).forEach((socket, each) => {
      if (socket) begin(socket, index + each);
    });
    most = Math.max(most, open.size);
  }
  await pause(Math.max(0, until - performance.now()));
  const left = open.size;
  for (const socket of open) socket.destroy();
  return { made: most, statuses: { 0: most - left }, bytes: 0 };
}

function openOne({ host, port }: Order, open: Set<Socket>, index: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    // One address has too few ports for all.
    const localAddress = index % 2 ? STRANGER : '127.0.0.3';
    const socket = connect(host === undefined ? { host: '127.0.0.1', port, localAddress } : { host, port });
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => open.delete(socket));
    socket.on('data', () => undefined);
    socket.once('connect', () => {
      open.add(socket);
      resolve(socket);
    });
  });
}
