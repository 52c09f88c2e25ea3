import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { API_DESCRIPTIONS } from '../../admin/api-description.js';
import { type ProblemStatus, problemResponse } from '../../admin/api-problems.js';
import { ClientMetadataValidator } from '../../clients/client-metadata-validator.js';
import { describeMembers } from '../../clients/dto/describe-members.js';
import { furtherMembers } from '../../clients/dto/further-members.js';
import { Declarations } from '../../platform/declarations.js';
import { ResourcesService } from '../../resources/resources.service.js';
import { docsScope } from './docs-client.js';
import { type Operation, operationsOf, type Response, type Schemas } from './document.js';
import { withExactTypes, withPlainNames, withSections } from './exact.js';
import { describeRequests, sectionsOf } from './requests.js';

/**
 * The admin API in OpenAPI 3.1. Of the configuration nothing is in it but the issuer, so that with another one it is
 * `schemas/openapi.json`.
 */
export function describeApi(app: NestFastifyApplication, issuer: string): OpenAPIObject {
  const { issuer: server, adminScopes } = app.get(ResourcesService);
  const asked = new Set(docsScope(adminScopes.names));
  const scopes = server.scopes.filter(({ name }) => asked.has(name));
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Gatehouse admin API')
    .setDescription(
      'Administers the authorization server. It is a protected resource of that server: calls carry an access token whose audience is the issuer.',
    )
    .setVersion('1')
    .setLicense('Apache License 2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer(issuer)
    .addOAuth2(
      {
        type: 'oauth2',
        description:
          'Signs you in at this server. The scopes of the admin API are for users with a role: admin gets all, client-manager, user-manager and auditor some.',
        flows: {
          authorizationCode: {
            authorizationUrl: `${issuer}/oauth2/authorize`,
            tokenUrl: `${issuer}/oauth2/token`,
            scopes: Object.fromEntries(scopes.map((scope) => [scope.name, scope.description])),
          },
        },
      },
      'gatehouse',
    )
    .build();
  delete description.info.contact;
  const { concerns, grantTypes } = app.get(ClientMetadataValidator);
  const further = furtherMembers(concerns);
  const declarations = app.get(Declarations);
  const descriptions = declarations.all(API_DESCRIPTIONS);
  const extraModels = [...descriptions.flatMap(({ models }) => models(declarations)), ...further];
  const document = SwaggerModule.createDocument(app, description, { extraModels });
  for (const { describe } of descriptions) describe(document, declarations);
  const schemas = describeMembers(document.components?.schemas ?? {}, further, grantTypes);
  const whole = { ...document, components: { ...document.components, schemas } };
  const modules = app.get(ModulesContainer);
  describeRequests(whole, modules, further);
  return inOrder(withPlainNames(withExactTypes(withSections(complete(whole), sectionsOf(modules)))));
}

/** Adds what follows from the rest: problems of every body, each described once, and what each answer looks like. */
function complete(document: OpenAPIObject): OpenAPIObject {
  const schemas = document.components?.schemas ?? {};
  for (const operation of operationsOf(document)) {
    const problems = Object.keys(operation.responses).filter((status) => Number(status) >= 400);
    for (const status of [...problems, ...(operation.requestBody ? [413, 415] : [])])
      operation.responses[status] = problemOf(Number(status) as ProblemStatus, operation);
    for (const response of Object.values(operation.responses) as Response[]) {
      for (const content of Object.values(response.content ?? {}))
        if (content.schema && !('example' in content)) content.example = exampleOf(content.schema, schemas);
    }
  }
  return document;
}

/** The problem; of a scope that is missing, what to do about it on the page. */
function problemOf(status: ProblemStatus, { security = [] }: Operation): Response {
  const problem = problemResponse(status);
  const [scope] = security.flatMap((each) => Object.values(each).flat());
  if (status !== 403 || scope === undefined) return problem;
  const box = `in Swagger UI press Authorize, log out, tick \`${scope}\`, and authorize again. If it was ticked, your roles do not give it`;
  return { ...problem, description: `${problem.description} For \`${scope}\`, which the operation needs: ${box}.` };
}

/** An example made of those of the members. */
function exampleOf(schema: Schemas[string], schemas: Schemas): unknown {
  if ('$ref' in schema) return exampleOf(schemas[schema.$ref.replace(/^.*\//, '')] ?? {}, schemas);
  if (schema.example !== undefined) return schema.example;
  if (schema.items) return [exampleOf(schema.items, schemas)];
  if (!schema.properties) return undefined;
  const members = Object.entries(schema.properties).map(([name, member]) => [name, exampleOf(member, schemas)]);
  return Object.fromEntries(members.filter(([, example]) => example !== undefined));
}

/** Paths and schemas by name, so that the document does not depend on the order of modules. */
function inOrder(document: OpenAPIObject): OpenAPIObject {
  const { components = {}, paths } = document;
  return {
    ...document,
    paths: sorted(paths),
    components: { ...components, schemas: sorted(components.schemas ?? {}) },
  };
}

function sorted<T>(members: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(members).sort(([one], [other]) => (one < other ? -1 : 1)));
}
