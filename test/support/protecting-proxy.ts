import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

type Sent = Readonly<Record<string, string | undefined>>;

export type Ask = (url: URL | string, init?: RequestInit) => Promise<Response>;

/** Asks a server on this machine by plain http, as a proxy does, whatever the host and scheme of the URL. */
export function askServer(port: number, more: Sent = {}, localAddress = '127.0.0.1'): Ask {
  return async (url, init) => {
    const asked = new Request(url, init);
    const { pathname, search } = new URL(asked.url);
    const sent = { ...Object.fromEntries(asked.headers), ...more };
    const headers = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
    const target = { host: '127.0.0.1', port, localAddress, agent: false, method: asked.method };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request({ ...target, path: pathname + search, headers }, resolve).on('error', reject);
      void asked.text().then((body) => outgoing.end(body));
    });
    const received = new Headers();
    for (let at = 0; at < answer.rawHeaders.length; at += 2)
      received.append(answer.rawHeaders[at] as string, answer.rawHeaders[at + 1] as string);
    const body = await buffer(answer);
    return new Response(body.length > 0 ? body : null, { status: answer.statusCode ?? 0, headers: received });
  };
}

/**
 * The least that a proxy does which protects a host: it passes on what is below `/forward-auth/`, asks the server about
 * everything else, and answers by what it is told instead of an app.
 * @param more headers that it sends otherwise, or not
 */
export function protectingProxy(port: number, host: string, more: Sent = {}): Ask {
  return async (url, init) => {
    const { pathname, search } = new URL(url);
    const forwarded = {
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': host,
      'x-forwarded-method': init?.method ?? 'GET',
      'x-forwarded-uri': pathname + search,
      ...more,
    };
    const ask = askServer(port, forwarded);
    if (pathname.startsWith('/forward-auth/')) return ask(url, init);
    return ask(new URL('/forward-auth', url), { ...init, method: 'GET', body: null });
  };
}
