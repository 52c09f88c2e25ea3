import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { withParameters } from '../../oauth/redirect-uri.js';
import type { Onward } from '../../ui/leaving-page.js';
import { type ResponseMode, type ResponseParameters, redirect } from './response-mode.js';

/** RFC 6749 §4.1.2: the response is added to the query of the redirect URI, which keeps what it has. */
@Injectable()
export class QueryResponseMode implements ResponseMode {
  readonly name = 'query';

  onward(redirectUri: string, parameters: ResponseParameters): Onward {
    return { address: withParameters(redirectUri, parameters) };
  }

  send(reply: FastifyReply, redirectUri: string, parameters: ResponseParameters): void {
    redirect(reply, this.onward(redirectUri, parameters).address);
  }
}
