import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_TYPE, problem } from '../../admin/problem.js';
import { bearerChallenge, lacksCredentials } from '../../oauth/bearer-challenge.js';
import { InvalidClient, OAuthError, TooManyRequests } from '../../oauth/oauth-error.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { tokenOf } from '../../resource-server/current-token.js';

/**
 * Answers an OAuthError as RFC 6749 §5.2 JSON, with the challenge of RFC 6750 §3 or RFC 7235 if one is due.
 * In the admin API it is a problem (RFC 9457) as any other there, with the members of that JSON besides.
 */
@Catch(OAuthError)
export class OAuthErrorFilter implements ExceptionFilter<OAuthError> {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  catch(error: OAuthError, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { code, description, cause } = error;
    request.log.info({ error: code, description, client_id: clientIdOf(request), err: cause }, 'request refused');
    const challenge = this.challenge(error);
    if (challenge) reply.header('www-authenticate', challenge);
    if (error instanceof TooManyRequests) reply.header('retry-after', error.retryAfter);
    reply.status(error.status).header('cache-control', 'no-store').header('pragma', 'no-cache');
    const said = lacksCredentials(error) ? undefined : error.toJSON();
    if (!request.url.startsWith('/admin/')) reply.send(said);
    else
      reply.header('content-type', PROBLEM_TYPE).send({
        ...problem(error.status),
        detail: said?.error_description ?? 'send an access token: Authorization: Bearer',
        ...said,
        request_id: request.id,
      });
  }

  private challenge(error: OAuthError): string | undefined {
    // RFC 6749 §5.2: a client that failed to authenticate is told a scheme that would do.
    if (error instanceof InvalidClient) return `Basic realm="${this.config.issuer}", charset="UTF-8"`;
    return bearerChallenge(error, this.config.issuer);
  }
}

/** The client that has authenticated itself, or whose access token came with the request. */
function clientIdOf(request: FastifyRequest): string | undefined {
  return request.authenticated?.client.clientId ?? tokenOf(request)?.client_id;
}
