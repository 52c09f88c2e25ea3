import { HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config/config.js';
import { Pages } from '../../ui/pages.js';
import { isOpen } from './cors.js';
import { edgeHeaders } from './edge-headers.js';
import { ProblemFilter } from './problem.filter.js';

/** Answers an address that the router itself refuses, before hooks and filters, as those would answer it. */
export function answerUnroutable(config: Config) {
  const { closed, open } = edgeHeaders(config);
  const problems = new ProblemFilter(new Pages(config));
  return ({ statusCode = 400 }: { statusCode?: number }, request: FastifyRequest, reply: FastifyReply): void => {
    // The router's own message has the address in it.
    const detail = statusCode === 414 ? 'a part of the path is too long' : 'the path is not percent-encoded UTF-8';
    reply.headers(isOpen(request.url) ? open : closed);
    problems.answer(new HttpException(detail, statusCode), request, reply);
  };
}
