import { AsyncLocalStorage } from 'node:async_hooks';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { type FastifyInstance, fastify } from 'fastify';
import { interceptRequests } from '../../platform/http/request-interceptor.js';
import { takeRequestsTogether } from './request-turns.js';

describe('a server that works in turns', () => {
  const contexts = new AsyncLocalStorage<string>();
  let server: FastifyInstance;
  let address: string;
  let port: number;
  /** What the framework was asked. */
  let begun: string[];

  beforeEach(async () => {
    begun = [];
    server = fastify({ forceCloseConnections: 'idle', return503OnClosing: false });
    server.addHook('onRequest', async ({ url }) => void begun.push(url));
    takeRequestsTogether(server);
    interceptRequests(server, (request, _response, goOn) => contexts.run(request.url ?? '', goOn));
    server.get('/number/:number', async ({ params, url }) => ({
      ...(params as object),
      own: contexts.getStore() === url,
    }));
    server.post('/echo', async ({ body }) => body);
    server.get('/slow', async () => pause(100, 'finished'));
    server.get('/stream', async () => Readable.from(['a', 'stream']));
    server.get('/nothing', async (_request, reply) => reply.status(204).send());
    server.get('/failure', async () => {
      throw new Error('it fails');
    });
    address = await server.listen({ port: 0, host: '127.0.0.1' });
    port = Number(new URL(address).port);
  });
  afterEach(() => server.close());

  it('answers each of 50 requests at once with its own, in its own asynchronous context', async () => {
    const numbers = Array.from({ length: 50 }, (_, number) => String(number));
    const ask = async (number: string) => (await fetch(`${address}/number/${number}`)).json();
    await Promise.all(numbers.map(ask)); // now there are connections on which all requests arrive in one turn
    expect(await Promise.all(numbers.map(ask))).toEqual(numbers.map((number) => ({ number, own: true })));
  });

  it('reads bodies, whether they come with the request or later', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(100_000) });
    const headers = { 'content-type': 'application/json' };
    expect(await (await fetch(`${address}/echo`, { method: 'POST', headers, body })).text()).toBe(body);
    const head = `POST /echo HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 7\r\n\r\n`;
    expect(await raw([`${head}{"a":1}`])).toMatch(/\r\n\r\n\{"a":1\}$/);
    expect(await raw([head, '{"a"', ':1}'])).toMatch(/\r\n\r\n\{"a":1\}$/);
  });

  it('answers several requests on one connection in their order', async () => {
    const get = (path: string, connection: string) =>
      `GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: ${connection}\r\n\r\n`;
    const answers = await raw([get('/slow', 'keep-alive') + get('/number/1', 'keep-alive') + get('/nothing', 'close')]);
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 204']);
    expect(answers.indexOf('finished')).toBeLessThan(answers.indexOf('"number"'));
  });

  it('sends streams, nothing, and errors too', async () => {
    expect(await (await fetch(`${address}/stream`)).text()).toBe('astream');
    expect((await fetch(`${address}/nothing`)).status).toBe(204);
    expect((await fetch(`${address}/failure`)).status).toBe(500);
    expect((await fetch(`${address}/elsewhere`)).status).toBe(404);
    expect((await fetch(`${address}/number/1`, { method: 'HEAD' })).status).toBe(200);
  });

  it('does nothing for a client that has left', async () => {
    interceptRequests(server, (request, _response, goOn) => {
      if (request.url === '/left') request.destroy();
      goOn();
    });
    await expect(fetch(`${address}/left`)).rejects.toThrow('failed');
    await fetch(`${address}/number/2`);
    expect(begun).toEqual(['/number/2']);
  });

  it('finishes what it has begun when it stops', async () => {
    const slow = raw(['GET /slow HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n']);
    while (!begun.includes('/slow')) await pause(5);
    await server.close();
    expect(await slow).toMatch(/finished$/);
  });

  /** What comes back until the server closes the connection. */
  async function raw(parts: readonly string[]): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    const received: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    for (const part of parts) {
      socket.write(part);
      await pause(20);
    }
    await closed;
    return Buffer.concat(received).toString();
  }
});
