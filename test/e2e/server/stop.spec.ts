import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { createApp } from '../../../src/server/create-app.js';
import { environment, Program } from '../../support/program.js';
import { testConfig } from '../../support/test-app.js';

const HEAD =
  'POST /oauth2/token HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 1000\r\n';

const GET_KEYS = 'GET /oauth2/jwks HTTP/1.1\r\nhost: localhost\r\n\r\n';

/** Milliseconds; a connection that is quiet for longer may be closed when the server stops. */
const SHORT_PAUSE = 500;

describe('a server that is told to stop', () => {
  it('stops without waiting for connections that are idle', async () => {
    const settings = await environment();
    const server = new Program('main.js', [], settings);
    await server.says(/^listening on /m);
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((resolve, reject) => {
      get(`http://localhost:${settings.PORT}/health/live`, { agent }, (response) =>
        response.resume().once('end', resolve),
      ).once('error', reject);
    });
    server.signal('SIGINT');
    await expect(server.ended).resolves.toMatchObject({ code: 0 });
    agent.destroy();
  });

  it('finishes what is in flight, and closes that connection too', async () => {
    const config = await testConfig();
    const app = await createApp(config);
    let arrived = () => {};
    let release = () => {};
    const underWay = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    app
      .getHttpAdapter()
      .getInstance()
      .get('/test/slow', async () => {
        arrived();
        await released;
        return 'done';
      });
    await app.listen(config.port, config.host);
    const agent = new Agent({ keepAlive: true });
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      get(`${config.issuer}/test/slow`, { agent }, resolve).once('error', reject);
    });
    await underWay;
    const closed = app.close();
    await expect(fetchFails(`${config.issuer}/health/live`)).resolves.toBe(true);
    release();
    const response = await answer;
    expect([response.statusCode, response.headers.connection, await text(response)]).toEqual([200, 'close', 'done']);
    await closed;
    agent.destroy();
  });

  it.each(['1', '2'])('waits for no one who says nothing, or half of something (workers: %s)', async (workers) => {
    const { server, port } = await started({ WORKERS: workers });
    const said = ['', '', 'GET / HTTP/1.1\r\nhost:', HEAD, `${HEAD}\r\ngrant_type=`];
    const sockets = await Promise.all(said.map((each) => open(port, each)));
    await pause(300);
    server.signal('SIGTERM');
    await expect(server.ended).resolves.toMatchObject({ code: 0, stderr: '' });
    for (const socket of sockets) socket.destroy();
  });

  it.each(['1', '2'])('cuts no request: each connection has a last answer (workers: %s)', async (workers) => {
    const { server, port } = await started({ WORKERS: workers });
    const paths = ['/oauth2/jwks', '/.well-known/openid-configuration', '/oauth2/authorize', '/health/ready'];
    const connected = new Set<number>();
    const lastAnswers = await Promise.all(
      Array.from({ length: 16 }, async (_, index) => {
        const agent = new Agent({ keepAlive: true, maxSockets: 1 });
        for (let [before, now] = [performance.now(), performance.now()]; ; before = now) {
          const url = `http://localhost:${port}${paths[index % paths.length]}`;
          now = performance.now();
          // Since the answer came, which may lie unread while this machine stands still, or longer.
          const pause = now - before;
          const answer = await ask(url, agent).catch((error: unknown) => {
            if (pause < SHORT_PAUSE) throw error;
          });
          if (!answer || answer.headers.connection === 'close') return answer?.complete ?? true;
          if (connected.size < 16 && connected.add(index).size === 16) server.signal('SIGTERM');
        }
      }),
    );
    expect(lastAnswers).toEqual(Array(16).fill(true));
    await expect(server.ended).resolves.toMatchObject({ code: 0, stderr: '' });
  });

  it.each(['1', '2'])(
    'answers on every connection that was made before, however many (workers: %s)',
    async (workers) => {
      const { server, port } = await started({ WORKERS: workers });
      const sockets = await Promise.all(Array.from({ length: 300 }, () => open(port, GET_KEYS)));
      server.signal('SIGTERM');
      const answers = await Promise.all(sockets.map((socket) => text(socket).catch((error: Error) => error.message)));
      expect(new Set(answers.map((answer) => answer.split('\r\n', 1)[0]))).toEqual(new Set(['HTTP/1.1 200 OK']));
      await expect(server.ended).resolves.toMatchObject({ code: 0, stderr: '' });
    },
  );
});

describe('a server that is told to stop before it listens', () => {
  it.each(['1', '2'])('exits 0 while its database keeps it waiting (workers: %s)', async (workers) => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = `postgres://127.0.0.1:${(silent.address() as AddressInfo).port}/silent`;
    const server = new Program('main.js', [], await environment({ WORKERS: workers, DATABASE_URL: url }));
    await once(silent, 'connection');
    server.signal('SIGTERM');
    await expect(server.ended).resolves.toEqual({ code: 0, stdout: '', stderr: '' });
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it('exits 0 while its workers start', async () => {
    const server = new Program('main.js', [], await environment({ WORKERS: '4', LOG_LEVEL: 'info' }));
    await server.says(/a worker process listens/);
    server.signal('SIGTERM');
    await expect(server.ended).resolves.toMatchObject({ code: 0, stderr: '' });
  });
});

async function started(settings: Record<string, string>): Promise<{ server: Program; port: string }> {
  const all = await environment(settings);
  const server = new Program('main.js', [], all);
  await server.says(/^listening on /m);
  return { server, port: all.PORT };
}

/** A connection on which so much was sent. */
async function open(port: string, sent: string): Promise<Socket> {
  const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(sent);
  return socket;
}

/** The answer, read to its end. */
async function ask(url: string, agent: Agent): Promise<IncomingMessage> {
  const [answer] = (await once(get(url, { agent }), 'response')) as [IncomingMessage];
  await text(answer);
  return answer;
}

/** Whether no one listens any more; stopping begins with that. */
async function fetchFails(url: string): Promise<boolean> {
  for (;;) {
    try {
      await fetch(url, { headers: { connection: 'close' } });
    } catch {
      return true;
    }
    await pause(20);
  }
}
