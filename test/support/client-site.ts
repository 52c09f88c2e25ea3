import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { authorizeUrl, registerClient, type TestClient, type World } from './world.js';

/** A client with a site of its own, of another origin than the server's; it shows what reaches it. */
export interface ClientSite {
  readonly client: TestClient;
  readonly origin: string;
  /** The address of an authorization request; overrides replace parameters, undefined leaves one out. */
  authorizeUrl(overrides?: Readonly<Record<string, string | undefined>>): string;
  close(): Promise<void>;
}

/** What reached the client: by which method, and the parameters of the authorization response. */
export type Arrival = Readonly<Record<string, string>>;

/**
 * Starts the site of a new client of this server. At `/start` it asks for a sign-in.
 * @param sendsOn whether everything that reaches it is shown at a third origin, to which it redirects
 */
export async function startClientSite(world: World, { sendsOn = false } = {}): Promise<ClientSite> {
  const server = createServer((request, response) => {
    void parametersOf(request).then((parameters) => {
      const arrival = { method: request.method ?? '', ...Object.fromEntries(parameters) };
      if (request.url?.startsWith('/start')) {
        const { login_hint } = arrival as Arrival;
        response.writeHead(303, { location: site.authorizeUrl({ login_hint }) }).end();
        return;
      }
      if (sendsOn && request.headers.host === new URL(origin).host) {
        const elsewhere = `http://localhost:${new URL(origin).port}/?${new URLSearchParams(arrival)}`;
        response.writeHead(303, { location: elsewhere }).end();
        return;
      }
      const shown = JSON.stringify(arrival).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(
        `<!doctype html><html lang="en"><title>The app</title><h1>The app</h1><output>${shown}</output></html>`,
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = await registerClient(world, {
    client_id: 'the-app',
    client_name: 'The app',
    redirect_uris: [`${origin}/cb`],
    post_logout_redirect_uris: [`${origin}/bye`],
    initiate_login_uri: `${origin}/start`,
    grant_types: ['authorization_code', 'refresh_token'],
    scope: 'openid profile email offline_access api:read api:write',
  });
  const site: ClientSite = {
    client,
    origin,
    authorizeUrl: (overrides) =>
      authorizeUrl(world, { client_id: client.id, redirect_uri: `${origin}/cb`, ...overrides }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return site;
}

/** Waits until the browser is at the client. */
export async function arrival(page: Page): Promise<Arrival> {
  await page.getByRole('heading', { name: 'The app', exact: true }).waitFor();
  return JSON.parse((await page.getByRole('status').textContent()) ?? '{}') as Arrival;
}

async function parametersOf(request: IncomingMessage): Promise<URLSearchParams> {
  if (request.method === 'POST') return new URLSearchParams(await text(request));
  return new URL(request.url ?? '/', 'http://localhost').searchParams;
}
