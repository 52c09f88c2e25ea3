import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InsufficientScope, InvalidClient, InvalidToken, OAuthError } from '../../oauth/oauth-error.js';
import { CONFIG, type Config } from '../config/config.js';

/** Answers an OAuthError as RFC 6749 §5.2 JSON, with the challenge of RFC 6750 §3 or RFC 7235 where one is due. */
@Catch(OAuthError)
export class OAuthErrorFilter implements ExceptionFilter<OAuthError> {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  catch(error: OAuthError, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    request.log.info({ error: error.code, description: error.description, err: error.cause }, 'request refused');
    const challenge = this.challenge(error);
    if (challenge) reply.header('www-authenticate', challenge);
    reply.status(error.status).header('cache-control', 'no-store').header('pragma', 'no-cache').send(error.toJSON());
  }

  private challenge(error: OAuthError): string | undefined {
    const { error: code, error_description: description } = error.toJSON();
    // RFC 6749 §5.2: a client that failed to authenticate is told a scheme that would do.
    if (error instanceof InvalidClient) return `Basic realm="${this.config.issuer}", charset="UTF-8"`;
    if (error instanceof InsufficientScope) {
      return `Bearer realm="${this.config.issuer}", error="${code}", error_description="${description}", scope="${error.requiredScope}"`;
    }
    if (!(error instanceof InvalidToken)) return undefined;
    // RFC 6750 §3: without any credentials the challenge carries no error code.
    if (error.description === '') return `Bearer realm="${this.config.issuer}"`;
    return `Bearer realm="${this.config.issuer}", error="${code}", error_description="${description}"`;
  }
}
