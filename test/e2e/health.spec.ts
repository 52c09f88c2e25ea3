import { createTestApp, type TestApp } from '../support/test-app.js';

describe('health', () => {
  let server: TestApp;

  beforeAll(async () => {
    server = await createTestApp();
  });
  afterAll(() => server.close());

  it('says that the process runs and that its database answers', async () => {
    for (const path of ['/health/live', '/health/ready']) {
      const answer = await fetch(server.config.issuer + path);
      expect([path, answer.status, await answer.json()]).toEqual([path, 200, { status: 'ok' }]);
    }
  });

  it('answers an unknown address to a browser as a page, to a program as problem details', async () => {
    const page = await fetch(`${server.config.issuer}/nothing`, { headers: { accept: 'text/html' } });
    expect([page.status, await page.text()]).toEqual([404, expect.stringContaining('There is nothing here')]);
    const problem = await fetch(`${server.config.issuer}/nothing`);
    expect([problem.status, problem.headers.get('content-type')]).toEqual([
      404,
      expect.stringContaining('application/problem+json'),
    ]);
  });
});
