import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type FastifyInstance, fastify } from 'fastify';
import { Connections } from '../../platform/http/connections.js';
import { interceptRequests } from '../../platform/http/request-interceptor.js';

const HEAD = 'POST / HTTP/1.1\r\nhost: a\r\ncontent-type: text/plain\r\ncontent-length: 10\r\n';
/** Bytes of an answer; more than systems keep between a server and a client that does not read. */
const LARGE = 16 * 2 ** 20;
const GET = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';

describe('a server', () => {
  let server: FastifyInstance;
  let connections: Connections;
  let address: string;
  let begin: () => void;
  let clients: Socket[];

  beforeEach(async () => {
    clients = [];
    begin = () => undefined;
    server = fastify({ forceCloseConnections: 'idle', return503OnClosing: false });
    connections = new Connections();
    connections.watch(server);
    interceptRequests(server, (request, response, goOn) => {
      if (request.url === '/ready') response.writeHead(200, { 'content-length': 5 }).end('ready');
      else goOn();
    });
    server.get('/', (_request, reply) => {
      reply.send('answered');
      begin();
    });
    server.get('/slow', async () => {
      begin();
      return pause(200, 'finished');
    });
    server.get('/stream', async () =>
      Readable.from(
        (async function* () {
          yield 'begun, ';
          begin();
          yield await pause(200, 'finished');
        })(),
      ),
    );
    server.get('/large', async () => {
      begin();
      return Buffer.alloc(LARGE);
    });
    server.post('/', async ({ body }) => body);
    address = await server.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(async () => {
    for (const client of clients) client.destroy();
    await server.close();
  });

  describe('whose clients do not read', () => {
    it('works on one request of a connection after the other, each when the answer before it was taken', async () => {
      let count = 0;
      begin = () => count++;
      const client = await open(
        GET.replace('/', '/large').repeat(2) + GET.replace('host', 'connection: close\r\nhost'),
      );
      while (count === 0) await pause(10);
      await pause(100);
      expect(count).toBe(1);
      expect((await ended(client)).length).toBeGreaterThan(2 * LARGE);
      expect(count).toBe(3);
    });

    it('ends a connection on which more than 16 requests come before the first is answered', async () => {
      let count = 0;
      begin = () => count++;
      expect(await ended(await open(GET.replace('/', '/slow').repeat(17)))).toBe('');
      await pause(300);
      expect(count).toBe(1);
      expect(
        (await ended(await open(GET.repeat(15) + GET.replace('host', 'connection: close\r\nhost')))).match(/answered/g),
      ).toHaveLength(16);
    });

    it('ends a connection on which nothing of an answer is taken, and none on which an answer is worked on', async () => {
      server.server.timeout = 100;
      const taken = once(server.server, 'connection') as Promise<[Socket]>;
      await open(GET.replace('/', '/large'));
      const [socket] = await taken;
      await once(socket, 'close');
      expect(await (await fetch(`${address}/slow`)).text()).toBe('finished');
    });

    it('leaves a connection alone on which half a head has come, and ends one that has waited for long', async () => {
      server.server.timeout = 100;
      server.server.keepAliveTimeout = 250;
      await open(HEAD);
      expect(await ended(await open(GET))).toMatch(/answered$/);
      expect(await promisify(server.server.getConnections.bind(server.server))()).toBe(1);
    });
  });

  describe('that stops', () => {
    it.each([
      ['/', 'answered'],
      ['/slow', 'finished'],
      ['/stream', 'begun, finished'],
    ])('waits for no connection once the answer from %s has left', async (path, expected) => {
      let closed: Promise<void> | undefined;
      begin = () => {
        closed = Promise.resolve(server.close());
      };
      const agent = new Agent({ keepAlive: true });
      const [answer] = (await once(get(address + path, { agent }), 'response')) as [IncomingMessage];
      expect((await answer.setEncoding('utf8').toArray()).join('')).toEqual(expected);
      await closed;
      agent.destroy();
    });

    it.each([
      ['nothing', ''],
      ['half a header', HEAD],
      ['half a body', `${HEAD}\r\nhalf`],
      ['half a header after a whole request', GET + HEAD],
    ])('waits for no connection that has sent %s', async (_what, sent) => {
      const client = await open(sent);
      await pause(100);
      await server.close();
      await ended(client);
    });

    it('answers what still arrives on each connection, the last with it, and lets no one connect', async () => {
      const idle = [await open(GET), await open(GET), await open('')];
      await pause(100);
      const over = connections.answerLast();
      await pause(100);
      await expect(fetch(address)).rejects.toThrow('failed');
      idle[0]?.write(GET.replace('/', '/ready'));
      idle[1]?.write(`${HEAD}\r\nhalf`);
      idle[2]?.write(GET);
      await pause(100);
      idle[1]?.write('whole.');
      const answers = await Promise.all(idle.map(ended));
      expect(
        answers.map((answer) =>
          answer
            .match(/^connection: .*$/gim)
            ?.at(-1)
            ?.toLowerCase(),
        ),
      ).toEqual(Array(3).fill('connection: close'));
      expect(answers.map((answer) => answer.split('\r\n\r\n').at(-1))).toEqual(['ready', 'halfwhole.', 'answered']);
      await over;
    });

    it('leaves connections alone that speak another protocol by now', async () => {
      server.server.once('upgrade', (_request, socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n');
        socket.once('data', (said: Buffer) => socket.end(said));
      });
      const client = await open(GET.replace('\r\n\r\n', '\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n'));
      await once(client, 'data');
      const closed = server.close();
      await pause(100);
      client.end('bye');
      expect(await ended(client)).toBe('bye');
      await closed;
    });
  });

  /** A connection on which so much was sent. */
  async function open(sent: string): Promise<Socket> {
    const client = connect({ port: Number(new URL(address).port), host: '127.0.0.1', allowHalfOpen: true });
    clients.push(client.on('error', () => undefined));
    await once(client, 'connect');
    client.write(sent);
    return client;
  }

  /** What came until the server closed the connection. */
  async function ended(client: Socket): Promise<string> {
    const received: string[] = [];
    client.setEncoding('utf8').on('data', (chunk: string) => received.push(chunk));
    if (!client.readableEnded && !client.destroyed) await Promise.race([once(client, 'end'), once(client, 'close')]);
    return received.join('');
  }
});
