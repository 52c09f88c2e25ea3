import { HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config/config.js';
import type { OpenPaths } from '../../platform/http/open-paths.js';
import { Pages } from '../../ui/pages.js';
import type { Answers } from './answers.js';
import { edgeHeaders, REQUEST_ID_HEADER } from './edge-headers.js';
import { ProblemFilter } from './problem.filter.js';

/** Is there when the first request comes, not before. */
interface Known {
  readonly openPaths: OpenPaths;
  readonly answers: Pick<Answers, 'watchOne'>;
}

/** Answers an address that the router itself refuses, before hooks and filters, as those would answer it. */
export function answerUnroutable(config: Config, known: () => Known) {
  const { closed, open } = edgeHeaders(config);
  const pages = new Pages(config);
  return ({ statusCode = 400 }: { statusCode?: number }, request: FastifyRequest, reply: FastifyReply): void => {
    // The router's own message has the address in it.
    const detail = statusCode === 414 ? 'a part of the path is too long' : 'the path is not percent-encoded UTF-8';
    // Those of other requests are read by a hook, which does not run for this one.
    request.cookies = {};
    const { openPaths, answers } = known();
    answers.watchOne(request, reply);
    reply.headers(openPaths.has(request.url) ? open : closed).header(REQUEST_ID_HEADER, request.id);
    new ProblemFilter(pages, openPaths).answer(new HttpException(detail, statusCode), request, reply, false);
  };
}
