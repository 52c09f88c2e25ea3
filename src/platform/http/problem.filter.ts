import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InvalidRequest } from '../../oauth/oauth-error.js';
import { ErrorPage } from './error-page.js';
import { Pages } from './pages.js';

/** RFC 9457 problem details, with a field-by-field list of what is wrong. */
interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  /** Where in the request body (RFC 6901 JSON pointer) and what. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  412: 'Precondition failed',
  413: 'Body too large',
  415: 'Unsupported media type',
  422: 'Unprocessable content',
  428: 'Precondition required',
  429: 'Too many requests',
  503: 'Service unavailable',
};

/** The statuses of a body that is malformed, too large, or of a type that nobody knows. */
const UNREADABLE = [400, 413, 415];

/** Answers everything that is no OAuth error: as a page to a browser, as problem details to anyone else. Never a stack trace. */
@Catch()
export class ProblemFilter implements ExceptionFilter<unknown> {
  constructor(private readonly pages: Pages) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(error);
    const wait = (error as { retryAfter?: unknown } | null)?.retryAfter;
    if (typeof wait === 'number') reply.header('retry-after', wait);
    if (problem.status >= 500) request.log.error({ err: error }, 'request failed');
    if (request.headers.accept?.includes('text/html') && !request.url.startsWith('/admin/')) {
      this.pages.send(reply, { title: problem.title, status: problem.status, body: ErrorPage.of(problem, request.id) });
      return;
    }
    reply.status(problem.status).header('cache-control', 'no-store');
    // RFC 6749 §5.2: protocol endpoints say so in their own way where a body cannot be read.
    if (UNREADABLE.includes(problem.status) && request.url.startsWith('/oauth2/'))
      reply.send(new InvalidRequest((error as Error).message).toJSON());
    else reply.header('content-type', 'application/problem+json').send(problem);
  }
}

function problemOf(error: unknown): Problem {
  const status = statusOf(error);
  const title = TITLES[status] ?? (status < 500 ? 'Bad request' : 'Something went wrong here');
  if (!(error instanceof HttpException)) {
    return { type: 'about:blank', title, status, ...(status < 500 ? { detail: (error as Error).message } : {}) };
  }
  const body = error.getResponse();
  const extra =
    typeof body === 'object' && 'errors' in body
      ? { errors: (body as { errors: NonNullable<Problem['errors']> }).errors }
      : {};
  return { type: 'about:blank', title, status, detail: error.message, ...extra };
}

/** Fastify's own errors (a malformed or too large body) carry a status too. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}
