import { Validator } from '@seriousme/openapi-schema-validator';
import { docsClient } from '../../src/clients/docs-client.js';
import { ADMIN_SCOPES } from '../support/admin-scopes.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { DOCUMENT, named, OPERATIONS, type OpenApi, scopesOf } from './support/document.js';
import { misfit, misfitOfAnswer } from './support/schemas.js';

const WORDS = expect.stringMatching(/^\S.+\S$/);
const PROBLEM = 'application/problem+json';

describe('the OpenAPI document', () => {
  let server: TestApp;
  let served: OpenApi;

  beforeAll(async () => {
    server = await createTestApp();
    served = (await (await fetch(`${server.config.issuer}/docs/openapi.json`)).json()) as OpenApi;
  });
  afterAll(() => server.close());

  it('is the committed one with another issuer; where it is not, run npm run openapi', () => {
    const issuer = DOCUMENT.servers[0]?.url ?? '';
    expect(JSON.parse(JSON.stringify(served).replaceAll(server.config.issuer, issuer))).toEqual(DOCUMENT);
  });

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate({ ...DOCUMENT })).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('explains the scopes that its client may ask for, and no others', () => {
    const { scopes } = DOCUMENT.components.securitySchemes.gatehouse.flows.authorizationCode;
    expect(Object.keys(scopes).join(' ')).toBe(docsClient(server.config.issuer, ADMIN_SCOPES.names).metadata.scope);
    for (const description of Object.values(scopes)) expect(description).toEqual(WORDS);
  });

  it('names every operation once', () => {
    const names = OPERATIONS.map(({ operationId }) => operationId);
    expect(names.filter((name) => !/^[a-z]+([A-Z][a-z]+)+$/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  describe.each(named(OPERATIONS))('describes %s', (_, operation) => {
    const { summary, description, parameters, requestBody, responses } = operation;
    const contents = Object.entries(responses).map(([status, { content = {} }]) => [status, content] as const);

    it('in words, with its scope', () => {
      expect([summary, description]).toEqual([WORDS, WORDS]);
      const { scopes } = DOCUMENT.components.securitySchemes.gatehouse.flows.authorizationCode;
      expect(scopesOf(operation).length).toBeGreaterThan(0);
      expect(scopesOf(operation).filter((scope) => !(scope in scopes))).toEqual([]);
      for (const parameter of parameters)
        expect([parameter.name, parameter.description]).toEqual([parameter.name, WORDS]);
    });

    it('with examples of parameters', () => {
      const exemplified = parameters.filter((parameter) => parameter.in !== 'header' && parameter.name !== 'cursor');
      for (const { name, schema } of exemplified)
        expect([name, schema.example ?? schema.enum]).toEqual([name, expect.anything()]);
    });

    it('with examples of bodies that fit', () => {
      for (const { schema, examples = {} } of Object.values(requestBody?.content ?? {})) {
        expect(Object.keys(examples)).not.toEqual([]);
        for (const { value } of Object.values(examples)) expect(misfit(schema, value)).toBeUndefined();
      }
    });

    it('with examples of answers that fit', () => {
      for (const content of contents.flatMap(([, each]) => Object.values(each)))
        expect(misfitOfAnswer(content.schema, content.example)).toBeUndefined();
    });

    it('with its problems, which are application/problem+json', () => {
      const problems = contents.filter(([status]) => Number(status) >= 400);
      expect(problems.map(([status, content]) => [status, Object.keys(content)])).toEqual(
        problems.map(([status]) => [status, [PROBLEM]]),
      );
      const expected = [
        '401',
        '403',
        ...(parameters.some((parameter) => parameter.in === 'path') ? ['404'] : []),
        ...(parameters.some((parameter) => parameter.in === 'query') ? ['400'] : []),
        ...(parameters.some(({ name }) => name === 'If-Match') ? ['412'] : []),
        ...(parameters.some(({ name }) => name === 'Idempotency-Key') ? ['409', '422'] : []),
        ...(requestBody ? ['400', '413', '415'] : []),
      ];
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(expected));
    });
  });
});
