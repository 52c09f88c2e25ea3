import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
// Not by the package's index, which loads Fastify: a sixth of the time that a command takes which needs none.
import { RouteConfig } from '@nestjs/platform-fastify/decorators/route-config.decorator.js';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** In the configuration of a route: its body is judged after the caller. */
const BODY_LAST = 'gatehouseBodyLast';

/** Fastify's errors of parsing a body: its type, size, length or syntax. */
const PARSING = /^FST_ERR_CTP_/;

/** Why the bodies of requests cannot be read that have reached their handler nevertheless. */
const problems = new WeakMap<FastifyRequest, Error>();

/** Fastify parses a body before Nest asks who sends it. On these routes the handler runs nevertheless, and {@link bodyOf} refuses. */
export const BodyLast = () => RouteConfig({ [BODY_LAST]: true });

/** The parsed body; undefined if there is none. @throws Error with a status if it cannot be read */
export function bodyOf(request: FastifyRequest): unknown {
  const problem = problems.get(request);
  if (problem) throw problem;
  return request.body;
}

@Injectable()
class ReadableBodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    bodyOf(context.switchToHttp().getRequest<FastifyRequest>());
    return true;
  }
}

/** The guards named before come before any word about the body. */
export const ReadableBodyLast = () => applyDecorators(BodyLast(), UseGuards(ReadableBodyGuard));

/** Lets the routes with {@link BodyLast} work so; called before there are any. */
export function judgeBodiesLast(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (!route.config || !(BODY_LAST in route.config)) return;
    const { handler } = route;
    route.errorHandler = function judgeLater(error, request, reply) {
      if (!PARSING.test(error.code)) throw error;
      problems.set(request, error);
      return handler.call(this as FastifyInstance, request, reply) as undefined;
    };
  });
}
