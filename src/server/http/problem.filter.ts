import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  MethodNotAllowedException,
  NotFoundException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_TYPE, type Problem, problem } from '../../admin/problem.js';
import { InvalidRequest, type OAuthError, TemporarilyUnavailable } from '../../oauth/oauth-error.js';
import type { OpenPaths } from '../../platform/http/open-paths.js';
import { ErrorPage, errorTitle } from '../../ui/error-page.js';
import { Pages } from '../../ui/pages.js';
import { allowedMethods } from './allowed-methods.js';

/** What an exception may say besides its message. */
interface ProblemBody extends Pick<Problem, 'errors'> {
  /** Members of its own (RFC 9457 §3.2). */
  readonly extension?: Readonly<Record<string, unknown>>;
}

/** The statuses of what cannot be read: by its method, its address, or its body and the type of that. */
const UNREADABLE = [400, 405, 413, 414, 415];

/**
 * Answers everything that is no OAuth error: as a page to a browser, as problem details to anyone else. Never a stack trace.
 * What only programs call has no pages, whatever they say that they accept.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter<unknown> {
  constructor(
    private readonly pages: Pages,
    private readonly open: OpenPaths,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    // Nothing reads the body of what is not there, so what is wrong with the body does not matter.
    const isUnrouted = request.is404 && [404, ...UNREADABLE].includes(statusOf(error));
    const allowed = isUnrouted ? allowedMethods(request, this.open) : [];
    if (!isUnrouted) this.answer(error, request, reply);
    else if (allowed.length === 0) this.answer(new NotFoundException(`there is no ${request.url}`), request, reply);
    else {
      // RFC 9110 §15.5.6: there is something, but not by this method.
      reply.header('allow', allowed.join(', '));
      this.answer(new MethodNotAllowedException(`the method must be ${allowed.join(' or ')}`), request, reply);
    }
  }

  /** @param isSeenAgain whether the page has an address that leads to it */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply, isSeenAgain = true): void {
    const found = problemOf(error);
    const wait = (error as { retryAfter?: unknown } | null)?.retryAfter;
    if (typeof wait === 'number') reply.header('retry-after', wait);
    if (found.status >= 500) request.log.error({ err: error }, 'request failed');
    if (request.headers.accept?.includes('text/html') && !this.isForPrograms(request.url)) {
      this.pages.send(reply, {
        title: errorTitle(found.status),
        status: found.status,
        passing: !isSeenAgain,
        body: ErrorPage.of(found, request),
      });
      return;
    }
    reply.status(found.status).header('cache-control', 'no-store');
    const said =
      request.url.startsWith('/oauth2/') || this.open.has(request.url) ? inProtocol(found, error) : undefined;
    if (said) reply.send(said.toJSON());
    else reply.header('content-type', PROBLEM_TYPE).send({ ...found, request_id: request.id });
  }

  private isForPrograms(url: string): boolean {
    return url.startsWith('/admin/') || this.open.has(url) || /^\/oauth2\/introspect(?:\?|$)/.test(url);
  }
}

/** RFC 6749 §5.2: protocol endpoints say in their own way that a request cannot be read, or not be answered now. */
function inProtocol({ status }: Problem, error: unknown): OAuthError | undefined {
  if (UNREADABLE.includes(status)) return new InvalidRequest((error as Error).message);
  return status === 503 ? new TemporarilyUnavailable('the server cannot answer now; try again in a moment') : undefined;
}

function problemOf(error: unknown): Problem {
  const status = statusOf(error);
  if (!(error instanceof HttpException))
    return { ...problem(status), ...(status < 500 ? { detail: (error as Error).message } : {}) };
  const body = error.getResponse();
  const { errors, extension }: ProblemBody = typeof body === 'object' ? body : {};
  return { ...problem(status), detail: error.message, ...(errors ? { errors } : {}), ...extension };
}

/** Fastify's own errors (a malformed or too large body) carry a status too. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}
