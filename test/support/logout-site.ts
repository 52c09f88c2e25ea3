import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Deliveries } from '../../src/platform/outbox/deliveries.service.js';
import type { Browser } from './browser.js';
import type { TestApp } from './test-app.js';
import { until } from './until.js';
import { authorize, redeem, registerClient, type TestClient, type World } from './world.js';

/** A logout request as it reached a client. */
interface LogoutRequest {
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  readonly body: string;
}

/** The site of clients that want to hear of logouts. */
export interface LogoutSite {
  readonly origin: string;
  readonly received: LogoutRequest[];
  /** What back-channel requests are answered with from now on. */
  status: number;
  /** Waits until so many requests came in all. */
  heard(count: number): Promise<readonly LogoutRequest[]>;
  close(): Promise<void>;
}

/**
 * Starts a site; `/backchannel` takes logout tokens, `/hangs` never answers, every other path is a page.
 * @param host one of this machine's names; `localhost` makes it the same site as the server, of another origin
 */
export async function startLogoutSite(host = '127.0.0.1'): Promise<LogoutSite> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const site: LogoutSite = {
    origin: `http://${host}:${(server.address() as AddressInfo).port}`,
    received: [],
    status: 200,
    heard: async (count) => {
      await until(() => site.received.length >= count);
      return site.received;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return site;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request;
    site.received.push({ method, path, contentType: headers['content-type'] ?? '', body: await text(request) });
    if (path.startsWith('/hangs')) return;
    response.statusCode = path.startsWith('/backchannel') ? site.status : 200;
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end('<!doctype html><html lang="en"><title>The app</title><h1>The app</h1></html>');
  }
}

/** Registers a client of this site. */
export function registerLogoutClient(
  world: World,
  site: LogoutSite,
  metadata: Readonly<Record<string, unknown>> & { readonly client_id: string },
): Promise<TestClient> {
  return registerClient(world, {
    client_name: `The app ${metadata.client_id}`,
    redirect_uris: [`${site.origin}/cb`],
    post_logout_redirect_uris: [`${site.origin}/bye`],
    grant_types: ['authorization_code', 'refresh_token'],
    scope: 'openid offline_access api:read',
    first_party: true,
    ...metadata,
  });
}

/** Signs the browser's person in to the client. @returns the tokens */
export async function signInTo(
  world: World,
  site: LogoutSite,
  client: TestClient,
  browser: Browser,
  overrides: Readonly<Record<string, string | undefined>> = {},
) {
  const redirectUri = `${site.origin}/cb`;
  const parameters = { client_id: client.id, redirect_uri: redirectUri, scope: 'openid api:read', ...overrides };
  const code = (await authorize(world, parameters, browser)).get('code') ?? '';
  const { status, body } = await redeem(world, code, { redirect_uri: redirectUri }, client);
  if (status !== 200) throw new Error(`no tokens, but ${JSON.stringify(body)}`);
  return body;
}

/** Signs out at the server itself. */
export async function signOut(browser: Browser): Promise<void> {
  await browser.get('/oauth2/logout');
  await browser.submitFirstForm();
}

/** Makes the server look at once for what is due. */
export function deliver({ app }: TestApp): void {
  app.get(Deliveries).look();
}
