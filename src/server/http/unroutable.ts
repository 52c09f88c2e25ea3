import { HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config/config.js';
import type { OpenPaths } from '../../platform/http/open-paths.js';
import { Pages } from '../../ui/pages.js';
import { edgeHeaders } from './edge-headers.js';
import { ProblemFilter } from './problem.filter.js';

/**
 * Answers an address that the router itself refuses, before hooks and filters, as those would answer it.
 * @param openPaths known when the first request comes, not before
 */
export function answerUnroutable(config: Config, openPaths: () => OpenPaths) {
  const { closed, open } = edgeHeaders(config);
  const pages = new Pages(config);
  return ({ statusCode = 400 }: { statusCode?: number }, request: FastifyRequest, reply: FastifyReply): void => {
    // The router's own message has the address in it.
    const detail = statusCode === 414 ? 'a part of the path is too long' : 'the path is not percent-encoded UTF-8';
    // Those of other requests are read by a hook, which does not run for this one.
    request.cookies = {};
    reply.headers(openPaths().has(request.url) ? open : closed);
    new ProblemFilter(pages, openPaths()).answer(new HttpException(detail, statusCode), request, reply, false);
  };
}
