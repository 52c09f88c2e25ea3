/** What a route takes, as far as anything says it. */
export interface Route {
  readonly method: string;
  /** With parameters such as `:id`. */
  readonly path: string;
  /** Names of query parameters. */
  readonly query: readonly string[];
  /** Bodies that are good, or nearly. */
  readonly examples: readonly unknown[];
  /** The media type of bodies. */
  readonly type: string | undefined;
}

/** Of an OpenAPI document, what is used here. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
}

interface ApiOperation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, { readonly examples?: Readonly<Record<string, { readonly value: unknown }>> }>
    >;
  };
}

const FORM = 'application/x-www-form-urlencoded';

/**
 * Every route, once: those that the server has been given, the operations of the OpenAPI document, and what discovery names.
 * @param given such as `GET /login`, with parameters as `:id`
 * @param metadata of the server (OIDC Discovery), whose addresses are below `issuer`
 */
export function routesOf(
  given: readonly string[],
  document: ApiDocument,
  metadata: Readonly<Record<string, unknown>>,
): readonly Route[] {
  const routes = new Map<string, Route>();
  const add = (route: Route) => routes.set(`${route.method} ${route.path}`, route);
  for (const name of given) {
    const [method = '', path = ''] = name.split(' ');
    add({ method, path, query: [], examples: [], type: method === 'GET' ? undefined : FORM });
  }
  for (const path of pathsIn(metadata))
    for (const method of ['GET', 'POST']) add({ method, path, query: [], examples: [], type: FORM });
  for (const [path, operations] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(operations)) add(routeOf(method, path, operation));
  return [...routes.values()];
}

function routeOf(method: string, path: string, { parameters = [], requestBody }: ApiOperation): Route {
  const [[type, content] = []] = Object.entries(requestBody?.content ?? {});
  return {
    method: method.toUpperCase(),
    path: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    query: parameters.filter((each) => each.in === 'query').map(({ name }) => name),
    examples: Object.values(content?.examples ?? {}).map(({ value }) => value),
    type,
  };
}

function pathsIn(metadata: Readonly<Record<string, unknown>>): readonly string[] {
  const issuer = String(metadata.issuer);
  return Object.values(metadata)
    .filter((value) => typeof value === 'string' && value.startsWith(`${issuer}/`))
    .map((address) => String(address).slice(issuer.length));
}
