import type { Chance } from './chance.js';
import { type Draft, formBody, jsonBody, NAMES } from './draft.js';
import { encoded, junkComponent, junkText } from './junk.js';
import type { Route } from './routes.js';
import { WRONGS } from './wrongs.js';

export const KINDS = Object.keys(WRONGS);

/** A request as it is sent. */
export interface Sent {
  /** What is wrong with it. */
  readonly kind: string;
  readonly method: string;
  readonly bytes: Buffer;
  /** Whether the server may close the connection without an answer: the request is none, or far too large. */
  readonly mayBeCut: boolean;
  /** Whether the rest of the request never comes. */
  readonly isIncomplete: boolean;
}

/** Who sends, and what there is. */
export interface Sender {
  readonly host: string;
  /** Access token with every scope of the admin API. */
  readonly token: string;
  /** `Authorization` of a client. */
  readonly basic: string;
  /** Of someone who is signed in. */
  readonly cookie: string;
  /** Identifiers that there are, by the path of their list, such as `/admin/v1/users`. */
  readonly known: ReadonlyMap<string, readonly string[]>;
}

/** One request of the route, with at least one thing wrong. */
export function malformedRequest(route: Route, sender: Sender, chance: Chance): Sent {
  const draft = goodRequest(route, sender, chance);
  const kind = chance.pick(KINDS);
  WRONGS[kind]?.(draft, chance);
  if (chance.happens(0.25)) WRONGS[chance.pick(KINDS)]?.(draft, chance);
  const { method, mayBeCut, isIncomplete } = draft;
  return { kind, method, mayBeCut, isIncomplete, bytes: written(draft, sender.host) };
}

/** A request that may be good. */
function goodRequest(route: Route, sender: Sender, chance: Chance): Draft {
  const isAdmin = route.path.startsWith('/admin/') || route.path.startsWith('/metrics');
  const draft: Draft = {
    method: route.method,
    path: filled(route.path, sender, chance),
    query: route.query.filter(() => chance.happens(0.3)).map((name) => `${name}=${junkComponent(chance)}`),
    headers: [['accept', chance.pick(['*/*', 'text/html', 'application/json'])]],
    body: undefined,
    mayBeCut: false,
    isIncomplete: false,
  };
  if (isAdmin && chance.happens(0.9)) draft.headers.push(['authorization', `Bearer ${sender.token}`]);
  else if (/^\/oauth2\/(token|introspect|revoke|par)/.test(route.path) && chance.happens(0.7))
    draft.headers.push(['authorization', sender.basic]);
  else if (chance.happens(0.7)) draft.headers.push(['cookie', sender.cookie]);
  if (route.type === undefined) return draft;
  if (/json/.test(route.type))
    jsonBody(draft, JSON.stringify(route.examples.length > 0 ? chance.pick(route.examples) : {}), route.type);
  else formBody(draft, chance.list(6, () => `${chance.pick(NAMES)}=${encoded(junkText(chance))}`).join('&'));
  return draft;
}

/** Parameters of a path are often such that there is something. */
function filled(path: string, { known }: Sender, chance: Chance): string {
  return path.replaceAll(/:(\w+)|\*/g, (_found, _name, at: number) => {
    const there = known.get(path.slice(0, at - 1)) ?? [];
    return there.length > 0 && chance.happens(0.6) ? encoded(chance.pick(there)) : junkComponent(chance);
  });
}

function written({ method, path, query, headers, body, length }: Draft, host: string): Buffer {
  const target = path + (query.length > 0 ? `?${query.join('&')}` : '');
  const lines = [`${method} ${target.replaceAll(/[\s\0]/g, '%20') || '/'} HTTP/1.1`, `host: ${host}`];
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  if (body || length) lines.push(`content-length: ${length ?? body?.length}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body ?? Buffer.alloc(0)]);
}
