import { AsyncResource } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { TurnBatch } from '../../platform/work/turn-batch.js';

/** Is asked about each request before Fastify is. */
export type RequestInterceptor = (request: IncomingMessage, response: ServerResponse, goOn: () => void) => void;

/** Comes before whatever listens for requests now. */
export function interceptRequests({ server }: FastifyInstance, doorkeeper: RequestInterceptor): void {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    doorkeeper(request, response, () => {
      for (const listener of listeners) listener.call(server, request, response);
    });
  });
}

/** Lets the requests of one turn of the event loop in together, except those whose client has left meanwhile. */
export function takeRequestsTogether(fastify: FastifyInstance): void {
  const together = new TurnBatch();
  interceptRequests(fastify, (request, _response, goOn) => {
    // Each keeps its own asynchronous context, for tracing for instance.
    const resource = new AsyncResource('Request');
    together.add(() => {
      if (!request.destroyed) resource.runInAsyncScope(goOn);
    });
  });
}

/** Sends the answers of one turn together. One that cannot be written, because of a header for instance, becomes a bare 500. */
export function sendAnswersTogether(fastify: FastifyInstance): void {
  const together = new TurnBatch();
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    // Says that the answer is on its way: nobody has to listen for its end.
    reply.hijack();
    together.add(() => {
      try {
        done(null, payload);
      } catch (error) {
        reply.log.error(error);
        if (reply.raw.headersSent) reply.raw.destroy();
        else reply.raw.writeHead(500).end();
      }
    });
  });
}
