import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { startOver } from '../../authentication/login/sign-in-paths.js';
import { formField } from '../../ui/form-field.js';
import { SignInGone } from './second-factor-steps.service.js';

/** Has the person sign in again whose sign-in has ended meanwhile. */
@Catch(SignInGone)
export class GoneFilter implements ExceptionFilter<SignInGone> {
  catch(_: SignInGone, host: ArgumentsHost): void {
    const { body } = host.switchToHttp().getRequest<FastifyRequest>();
    startOver(host.switchToHttp().getResponse<FastifyReply>(), formField(body, 'request'));
  }
}
