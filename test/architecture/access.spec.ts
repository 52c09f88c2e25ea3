import { channel } from 'node:diagnostics_channel';
import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { ACCESS, type Access } from '../../src/resource-server/access.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

/** Routes that no controller declares: the documentation's files, and preflights (CORS), which every path answers. */
const WITHOUT_CONTROLLER = /^(GET \/docs(\/.*)?|OPTIONS \/?\*)$/;

interface Route {
  /** Method and path, such as `GET /login`. */
  readonly name: string;
  readonly access: Access | undefined;
}

describe('access', () => {
  let server: TestApp;
  let routes: readonly Route[];
  const reachable = new Set<string>();

  beforeAll(async () => {
    const started = channel('fastify.initialization');
    const listen = (message: unknown) => noteRoutes((message as { fastify: FastifyInstance }).fastify, reachable);
    started.subscribe(listen);
    server = await createTestApp();
    started.unsubscribe(listen);
    routes = routesOf(server);
  });
  afterAll(() => server.close());

  it('is declared by every route: public, client authentication or a scope', () => {
    expect(routes.length).toBeGreaterThan(20);
    expect(routes.filter(({ access }) => !isDeclared(access)).map(({ name }) => name)).toEqual([]);
  });

  it('is declared for everything that can be reached', () => {
    const declared = new Set(routes.map(({ name }) => name));
    const escaped = [...reachable].filter((name) => !declared.has(name) && !WITHOUT_CONTROLLER.test(name));
    expect(escaped).toEqual([]);
    expect([...declared].filter((name) => !reachable.has(name))).toEqual([]);
  });

  it('is refused by every route that is not public to those who show nothing', async () => {
    const guarded = routes.filter(({ access }) => access !== 'public');
    const admitted = await Promise.all(guarded.map(async ({ name }) => ({ name, status: await knock(name) })));
    expect(admitted.filter(({ status }) => status !== 401)).toEqual([]);
  });

  it('to the admin API takes a scope, whatever the route', () => {
    const admin = routes.filter(({ name }) => name.includes(' /admin/'));
    expect(admin.length).toBeGreaterThan(5);
    expect(admin.filter(({ access }) => typeof access !== 'object')).toEqual([]);
  });

  async function knock(name: string): Promise<number> {
    const [method = '', path = ''] = name.split(' ');
    return (await fetch(server.config.issuer + path.replaceAll(/:\w+/g, 'x'), { method })).status;
  }
});

function isDeclared(access: Access | undefined): boolean {
  return access === 'public' || access === 'client' || (typeof access === 'object' && access.scope !== '');
}

/** Notes every route that Fastify is given, except the HEAD twins of GET. */
function noteRoutes(fastify: FastifyInstance, reachable: Set<string>): void {
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) if (each !== 'HEAD') reachable.add(`${each} ${url}`);
  });
}

/** Every route that a controller declares. */
function routesOf({ app }: TestApp): readonly Route[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => routesOfController(metatype as Type));
}

function routesOfController(controller: Type): readonly Route[] {
  const reflector = new Reflector();
  const methods = new MetadataScanner().getAllMethodNames(controller.prototype);
  return methods.flatMap((key) => {
    const handler = controller.prototype[key];
    const method = reflector.get<RequestMethod | undefined>(METHOD_METADATA, handler);
    if (method === undefined) return [];
    const access = reflector.getAllAndOverride<Access | undefined>(ACCESS, [handler, controller]);
    return pathsOf(reflector, controller, handler).map((path) => ({
      name: `${RequestMethod[method]} ${path}`,
      access,
    }));
  });
}

function pathsOf(reflector: Reflector, controller: Type, handler: () => unknown): readonly string[] {
  const prefixes = [reflector.get<string | string[]>(PATH_METADATA, controller)].flat();
  const paths = [reflector.get<string | string[]>(PATH_METADATA, handler)].flat();
  return prefixes.flatMap((prefix) =>
    paths.map((path) => `/${[prefix, path].join('/').split('/').filter(Boolean).join('/')}`),
  );
}
