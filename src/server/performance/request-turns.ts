import { AsyncResource } from 'node:async_hooks';
import type { FastifyInstance } from 'fastify';
import { interceptRequests } from '../../platform/http/request-interceptor.js';
import { TurnBatch } from './turn-batch.js';

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
