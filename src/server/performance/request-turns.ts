import { AsyncResource } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { TurnBatch } from './turn-batch.js';

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

/** Lets the requests of one turn of the event loop in together, except those whose client has left meanwhile. */
export function takeRequestsTogether(fastify: FastifyInstance): void {
  const batch = new TurnBatch();
  interceptRequests(fastify, (request, _response, goOn) => {
    // Each keeps its own asynchronous context, for tracing for instance.
    const resource = new AsyncResource('Request');
    batch.add(() => {
      if (!request.destroyed) resource.runInAsyncScope(goOn);
    });
  });
}
