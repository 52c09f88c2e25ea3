import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OAuthError } from '../oauth/oauth-error.js';
import { ErrorPage } from './error-page.js';
import { Pages } from './pages.js';

/** Shows an OAuthError to the person: for addresses that browsers visit, if the error may not be redirected. */
@Injectable()
@Catch(OAuthError)
export class OAuthErrorPageFilter implements ExceptionFilter<OAuthError> {
  constructor(private readonly pages: Pages) {}

  catch(error: OAuthError, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    request.log.info({ error: error.code, description: error.description, err: error.cause }, 'request refused');
    this.pages.send(reply, {
      title: 'oauth-error.title',
      status: 400,
      body: (
        <ErrorPage
          heading="oauth-error.title"
          lead="oauth-error.lead"
          details={[
            ['developers.error', error.code],
            ['developers.wrong', error.description],
            ['developers.request', request.id],
          ]}
        />
      ),
    });
  }
}
