import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { bearerChallenge, lacksCredentials } from '../oauth/bearer-challenge.js';
import { OAuthError } from '../oauth/oauth-error.js';

/** The injection token of the resource's own name in challenges. */
export const REALM = Symbol('Realm');

/** Answers what the guard refuses as RFC 6750 §3 says, in a Nest application on any HTTP platform. */
@Catch(OAuthError)
export class BearerErrorFilter implements ExceptionFilter<OAuthError> {
  private readonly logger = new Logger(BearerErrorFilter.name);

  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(REALM) private readonly realm: string,
  ) {}

  catch(error: OAuthError, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<unknown>();
    const { httpAdapter } = this.host;
    this.logger.debug(`request refused: ${error.code}: ${error.description}`);
    const challenge = bearerChallenge(error, this.realm);
    if (challenge) httpAdapter.setHeader(response, 'www-authenticate', challenge);
    httpAdapter.setHeader(response, 'cache-control', 'no-store');
    httpAdapter.reply(response, lacksCredentials(error) ? undefined : error.toJSON(), error.status);
  }
}
