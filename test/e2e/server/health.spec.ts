import request from 'supertest';
import { Browser } from '../../support/browser.js';
import { createTestApp, METRICS_TOKEN, type TestApp } from '../../support/test-app.js';

describe('health', () => {
  let server: TestApp;

  beforeAll(async () => {
    server = await createTestApp();
  });
  afterAll(() => server.close());

  it('says that the process runs and that its database answers', async () => {
    for (const path of ['/health/live', '/health/ready']) {
      await request(server.config.issuer).get(path).expect(200, { status: 'ok' }).expect('cache-control', 'no-store');
    }
  });

  it('answers an unknown address to a browser as a page, to a program as problem details', async () => {
    const nowhere = request(server.config.issuer);
    await nowhere
      .get('/nothing')
      .set('accept', 'text/html')
      .expect(404, /There is nothing here/);
    await nowhere
      .get('/nothing')
      .expect(404)
      .expect('content-type', /application\/problem\+json/);
  });

  it('counts requests by route pattern, never by address', async () => {
    await request(server.config.issuer).get('/login?request=a-secret-reference').expect(200);
    const { text } = await request(server.config.issuer)
      .get('/metrics')
      .set('authorization', `Bearer ${METRICS_TOKEN}`)
      .expect(200)
      .expect('content-type', /text\/plain/);
    expect(text).toMatch(/http_request_duration_seconds_count\{method="GET",route="\/login",status="200"\} 1/);
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).not.toContain('a-secret-reference');
  });

  it('leads from its first address to the account, and from there to the sign-in page', async () => {
    const browser = new Browser(server.config.issuer);
    expect((await browser.get('/')).status).toBe(200);
    expect(browser.trail).toEqual(['/', '/account', '/login']);
  });

  it('shows a way on where there is nothing, and where a request has expired', async () => {
    const browser = new Browser(server.config.issuer);
    for (const path of ['/nothing', '/consent?request=unknown', '/login/nothing?x=1'])
      expect((await browser.get(path)).html).toMatch(/<a [^>]*href="\/account"[^>]*>Your account<\/a>/);
  });
});
