import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { docsClient } from '../../src/clients/docs-client.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly object[];
  readonly responses: Record<string, { content?: Record<string, { schema?: object; example?: unknown }> }>;
  readonly security?: unknown;
  readonly requestBody?: { content: Record<string, { schema: object; examples?: Record<string, { value: unknown }> }> };
}

interface OpenApi {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { securitySchemes: Record<string, { flows: { authorizationCode: { scopes: object } } }> };
}

describe('the API documentation', () => {
  let server: TestApp;
  let document: OpenApi;
  const get = (path: string) => fetch(server.config.issuer + path);

  beforeAll(async () => {
    server = await createTestApp();
    document = (await (await get('/docs/openapi.json')).json()) as OpenApi;
  });
  afterAll(() => server.close());

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => [`${method} ${path}`, operation] as const),
    );

  it('describes the admin API in OpenAPI 3.1', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(operations().map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'post /admin/v1/clients',
        'get /admin/v1/clients',
        'get /admin/v1/clients/{client_id}',
        'patch /admin/v1/clients/{client_id}',
        'delete /admin/v1/clients/{client_id}',
        'post /admin/v1/clients/{client_id}/secret',
      ]),
    );
  });

  it('gives every operation a summary, a description, its scope and its problems', () => {
    for (const [name, { summary, description, security, responses, parameters, requestBody }] of operations()) {
      expect([name, summary, description, security]).toEqual([
        name,
        expect.any(String),
        expect.any(String),
        [{ gatehouse: [expect.any(String)] }],
      ]);
      // Where nothing is sent but the access token, nothing else can be wrong.
      if (!parameters?.length && !requestBody) continue;
      const problems = Object.values(responses).filter(({ content }) => content?.['application/problem+json']);
      expect([name, problems.length]).not.toEqual([name, 0]);
    }
  });

  it('has examples that fit their own schemas', () => {
    const ajv = new Ajv2020.default({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema(document, 'api');
    const bodies = operations().flatMap(([name, { requestBody }]) =>
      Object.values(requestBody?.content ?? {}).map((body) => [name, body] as const),
    );
    expect(bodies.length).toBeGreaterThan(2);
    for (const [name, { schema, examples = {} }] of bodies) {
      const resolved = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/'));
      const validate = ajv.compile(resolved);
      for (const { value } of Object.values(examples)) {
        expect([name, validate(value), validate.errors]).toEqual([name, true, null]);
      }
    }
  });

  it('explains the scopes and signs in at this server', () => {
    expect(document.components.securitySchemes.gatehouse?.flows.authorizationCode).toMatchObject({
      authorizationUrl: `${server.config.issuer}/oauth2/authorize`,
      tokenUrl: `${server.config.issuer}/oauth2/token`,
      scopes: { openid: 'Know who you are', 'clients:write': expect.any(String) },
    });
  });

  it('offers the scopes that its client may ask for, and no others', () => {
    const { scopes } = document.components.securitySchemes.gatehouse?.flows.authorizationCode ?? {};
    expect(Object.keys(scopes ?? {}).join(' ')).toBe(docsClient(server.config.issuer).metadata.scope);
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
    for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-init.js', 'oauth2-redirect.js']) {
      expect([file, (await get(`/docs/${file}`)).status]).toEqual([file, 200]);
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
