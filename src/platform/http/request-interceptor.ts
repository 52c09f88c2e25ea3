import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** Is asked about each request before Fastify is. */
export type RequestInterceptor = (request: IncomingMessage, response: ServerResponse, goOn: () => void) => void;

/** Comes before all listeners for requests that there are now. */
export function interceptRequests({ server }: FastifyInstance, intercept: RequestInterceptor): void {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    intercept(request, response, () => {
      for (const listener of listeners) listener.call(server, request, response);
    });
  });
}
