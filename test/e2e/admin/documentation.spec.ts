import type { OpenApi } from '../../contract/support/document.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';

describe('the API documentation', () => {
  let server: TestApp;
  let document: OpenApi;
  const get = (path: string) => fetch(server.config.issuer + path);

  beforeAll(async () => {
    server = await createTestApp();
    document = (await (await get('/docs/openapi.json')).json()) as OpenApi;
  });
  afterAll(() => server.close());

  it('explains the scopes and signs in at this server', () => {
    expect(document.components.securitySchemes.gatehouse.flows.authorizationCode).toMatchObject({
      authorizationUrl: `${server.config.issuer}/oauth2/authorize`,
      tokenUrl: `${server.config.issuer}/oauth2/token`,
      scopes: { openid: 'Know who you are', 'clients:write': expect.any(String) },
    });
  });

  it('serves Swagger UI without inline scripts under a policy of its own', async () => {
    for (const path of ['/docs', '/docs/', '/docs/oauth2-redirect.html']) {
      const page = await get(path);
      expect([path, page.status, page.headers.get('content-security-policy')]).toEqual([
        path,
        200,
        expect.stringContaining("script-src 'self';"),
      ]);
      expect(await page.text()).not.toMatch(/<script(?![^>]*\ssrc=)|\son\w+=/i);
    }
    const types = { css: 'text/css', js: 'javascript', png: 'image/png' };
    const page = await (await get('/docs')).text();
    const files = Array.from(page.matchAll(/\.\/docs\/([\w.-]+)/g), ([, file = '']) => file);
    expect(files).toEqual(expect.arrayContaining(['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-init.js']));
    for (const file of [...files, 'oauth2-redirect.js']) {
      const { status, headers } = await get(`/docs/${file}`);
      expect([file, status, headers.get('content-type')]).toEqual([
        file,
        200,
        expect.stringContaining(types[file.split('.').at(-1) as keyof typeof types]),
      ]);
    }
    expect(await (await get('/docs/swagger-ui-init.js')).text()).toContain('usePkceWithAuthorizationCodeGrant');
    expect((await get('/health/live')).headers.get('content-security-policy')).not.toContain('script-src');
  });

  it('is not there where it is switched off, and neither is its client', async () => {
    const silent = await createTestApp({ docsEnabled: false });
    for (const path of ['/docs', '/docs/openapi.json', '/docs/oauth2-redirect.html']) {
      expect([path, (await fetch(silent.config.issuer + path)).status]).toEqual([path, 404]);
    }
    await silent.close();
  });
});
