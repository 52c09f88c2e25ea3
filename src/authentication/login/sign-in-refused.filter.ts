import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TooManyAttempts } from '../../platform/throttling/throttle.js';
import { LoginPresenter } from './login.presenter.js';
import { SignInRefused } from './sign-in-refused.js';

/** Shows the sign-in page again, with what was wrong. */
@Injectable()
@Catch(SignInRefused, TooManyAttempts)
export class SignInRefusedFilter implements ExceptionFilter<SignInRefused | TooManyAttempts> {
  constructor(private readonly login: LoginPresenter) {}

  async catch(error: SignInRefused | TooManyAttempts, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const refused = error instanceof TooManyAttempts ? new SignInRefused('throttled', error.retryAfter) : error;
    await this.login.show(request, reply, request.body, refused);
  }
}
