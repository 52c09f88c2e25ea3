import { request as rawRequest } from 'node:http';
import { type FastifyInstance, fastify } from 'fastify';
import { Metrics } from '../../platform/telemetry/metrics.js';
import { ReadyAnswers } from './ready-answers.js';

const PATH = '/document';

describe('ready answers', () => {
  let server: FastifyInstance;
  let address: string;
  let text: string | undefined;
  let metrics: Metrics;
  let whenStopping: () => Promise<void>;
  /** What the route was asked. */
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    text = 'ready, ä';
    metrics = new Metrics();
    server = fastify({ forceCloseConnections: 'idle', return503OnClosing: false });
    server.all('/*', async ({ method, url }) => {
      asked.push(`${method} ${url}`);
      return 'from the route';
    });
    const documents = [{ paths: [PATH], headers: { 'content-type': 'text/plain; charset=utf-8' }, text: () => text }];
    new ReadyAnswers(documents, { 'x-frame-options': 'DENY' }, { of: () => 'one' }, metrics).interceptRequests(server);
    whenStopping = async () => undefined;
    server.addHook('preClose', () => whenStopping());
    address = await server.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(() => server.close());

  it('come with all headers, and without asking the route', async () => {
    const answer = await fetch(address + PATH);
    expect([answer.status, await answer.text(), asked]).toEqual([200, 'ready, ä', []]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-length': '9',
      'content-type': 'text/plain; charset=utf-8',
      'x-frame-options': 'DENY',
      'x-request-id': 'one',
    });
  });

  it('follow the text, whatever its length', async () => {
    for (const each of ['a', 'a longer one', 'short']) {
      text = each;
      expect(await (await fetch(address + PATH)).text()).toBe(each);
    }
    expect(asked).toEqual([]);
  });

  it('leave to the route what is in any way out of the ordinary', async () => {
    await fetch(address + PATH, { method: 'HEAD' });
    await fetch(address + PATH, { method: 'POST' });
    await fetch(`${address + PATH}?a=b`);
    await fetch(`${address + PATH}/more`);
    await send('GET', address + PATH);
    text = undefined;
    expect(await (await fetch(address + PATH)).text()).toBe('from the route');
    expect(asked).toEqual([
      `HEAD ${PATH}`,
      `POST ${PATH}`,
      `GET ${PATH}?a=b`,
      `GET ${PATH}/more`,
      `GET ${address}${PATH}`,
      `GET ${PATH}`,
    ]);
  });

  it('are counted', async () => {
    await Promise.all(Array.from({ length: 50 }, () => fetch(address + PATH)));
    expect(asked).toEqual([]);
    expect(await metrics.registry.metrics()).toContain(
      `http_request_duration_seconds_count{method="GET",route="${PATH}",status="200"} 50`,
    );
  });

  it('swallow a body that came along, so that the connection goes on', async () => {
    const body = 'x'.repeat(100_000);
    for (let round = 0; round < 3; round++)
      expect(await send('GET', PATH, body)).toEqual({ status: 200, text: 'ready, ä' });
  });

  it('end when the server begins to stop, since the route tells connections to close', async () => {
    whenStopping = async () => {
      await fetch(address + PATH);
    };
    await server.close();
    expect(asked).toEqual([`GET ${PATH}`]);
  });

  function send(method: string, path: string, body = ''): Promise<{ status: number | undefined; text: string }> {
    const { hostname, port } = new URL(address);
    return new Promise((resolve, reject) => {
      const headers = { 'content-length': Buffer.byteLength(body) };
      const sent = rawRequest({ hostname, port, method, path, headers }, (answer) => {
        let read = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          read += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode, text: read }));
      });
      sent.on('error', reject).end(body);
    });
  }
});
