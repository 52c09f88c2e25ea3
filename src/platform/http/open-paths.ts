import { Injectable, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { ANY_ORIGIN } from './any-origin.js';

/** What stands for many addresses. */
const PATTERN = /[:*]/;

interface Route {
  /** From the root, such as `/oauth2/register/:client_id`. */
  readonly path: string;
  readonly isOpen: boolean;
}

/** The addresses that scripts of every origin may call, as the routes there say by {@link AnyOrigin}. */
@Injectable()
export class OpenPaths {
  private readonly paths: ReadonlySet<string>;
  /** What addresses with a parameter begin with. Below it everything is open, also what no route answers. */
  private readonly prefixes: readonly string[];

  /** @throws Error if a parameter is not the last part of an open address, or a route there is not open */
  constructor(modules: ModulesContainer) {
    const routes = [...modules.values()]
      .flatMap(({ controllers }) => [...controllers.values()])
      .flatMap(({ metatype }) => routesOf(metatype as Type));
    const open = routes.filter(({ isOpen }) => isOpen).map(({ path }) => path);
    this.paths = new Set(open.filter((path) => !PATTERN.test(path)));
    this.prefixes = [...new Set(open.filter((path) => PATTERN.test(path)).map(prefixOf))];
    const closed = routes.find(({ path, isOpen }) => !isOpen && this.has(path));
    if (closed)
      throw new Error(`any origin may call ${closed.path}, but the route there does not say so by @AnyOrigin()`);
  }

  /** Whether scripts of every origin may call an address, whatever the method and whether there is anything. */
  has(url: string): boolean {
    const query = url.indexOf('?');
    const path = query < 0 ? url : url.slice(0, query);
    return this.paths.has(path) || this.prefixes.some((prefix) => path.startsWith(prefix));
  }
}

function prefixOf(path: string): string {
  const [prefix] = /^(\/[\w.-]+)+\/(?=:\w+$)/.exec(path) ?? [];
  if (prefix === undefined)
    throw new Error(`one parameter must be the last part of ${path}, which any origin may call`);
  return prefix;
}

function routesOf(controller: Type): readonly Route[] {
  const reflector = new Reflector();
  return new MetadataScanner().getAllMethodNames(controller.prototype).flatMap((key) => {
    const handler = controller.prototype[key];
    if (reflector.get<unknown>(METHOD_METADATA, handler) === undefined) return [];
    const isOpen = reflector.getAllAndOverride<boolean | undefined>(ANY_ORIGIN, [handler, controller]) ?? false;
    return pathsOf(reflector, controller, handler).map((path) => ({ path, isOpen }));
  });
}

function pathsOf(reflector: Reflector, controller: Type, handler: () => unknown): readonly string[] {
  const [prefixes, paths] = [controller, handler].map((target) =>
    [reflector.get<string | string[]>(PATH_METADATA, target)].flat(),
  ) as [string[], string[]];
  return prefixes.flatMap((prefix) =>
    paths.map((path) => `/${`${prefix}/${path}`.split('/').filter(Boolean).join('/')}`),
  );
}
