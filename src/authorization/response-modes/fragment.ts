import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Onward } from '../../ui/leaving-page.js';
import { type ResponseMode, type ResponseParameters, redirect } from './response-mode.js';

/** OAuth 2.0 Multiple Response Types §2.1: the response is the fragment of the redirect URI. */
@Injectable()
export class FragmentResponseMode implements ResponseMode {
  readonly name = 'fragment';

  onward(redirectUri: string, parameters: ResponseParameters): Onward {
    return { address: `${redirectUri}#${new URLSearchParams(parameters)}` };
  }

  send(reply: FastifyReply, redirectUri: string, parameters: ResponseParameters): void {
    redirect(reply, this.onward(redirectUri, parameters).address);
  }
}
