import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as it reached an app. */
export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An app that knows nothing of signing in, and answers with what it got. */
export interface ProtectedApp {
  readonly port: number;
  /** What has arrived, the newest last. */
  readonly arrived: readonly Arrived[];
  close(): void;
}

export async function startProtectedApp(): Promise<ProtectedApp> {
  const arrived: Arrived[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    arrived.push({ method, url, headers, body: await text(request) });
    response.setHeader('set-cookie', 'app=its-own; Path=/');
    response.end(JSON.stringify(arrived.at(-1)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    arrived,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
