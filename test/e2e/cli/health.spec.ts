import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CommandLine } from '../../support/command-line.js';
import { freePort } from '../../support/free-port.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';

describe('gatehouse health', () => {
  let server: TestApp;
  let unready: Server;
  const of = (port: number, more: Record<string, string> = {}) =>
    new CommandLine({ NODE_ENV: 'production', PORT: String(port), ...more });

  beforeAll(async () => {
    server = await createTestApp();
    unready = createServer((request, response) => {
      response.statusCode = request.url === '/health/live' ? 200 : 503;
      response.end(JSON.stringify({ status: response.statusCode === 200 ? 'ok' : 'database unavailable' }));
    });
    await new Promise<void>((resolve) => unready.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    unready.close();
    await server.close();
  });

  it('ends with 0 if the server is ready, and needs neither the issuer nor a secret for that', async () => {
    const { port } = server.config;
    expect(await of(port).run('health')).toEqual({ code: 0, stdout: 'status  ok\n', stderr: '' });
    expect(await of(port, { HOST: '127.0.0.1' }).json('health', '--live')).toEqual({ status: 'ok' });
  });

  it('tells a server that runs from one that can serve', async () => {
    const { port } = unready.address() as AddressInfo;
    const { code, stderr } = await of(port).run('health');
    expect([code, stderr]).toEqual([1, expect.stringContaining('answers 503: database unavailable')]);
    expect((await of(port).run('health', '--live')).code).toBe(0);
  });

  it('ends with 1 if no server answers, and says which settings to look at', async () => {
    const { code, stdout, stderr } = await of(await freePort()).run('health');
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(/ECONNREFUSED.*HOST and PORT/)]);
    const wrong = await of(0, { PORT: 'x' }).run('health');
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('PORT must be')]);
  });
});
