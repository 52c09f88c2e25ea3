import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LoginPresenter } from './login.presenter.js';
import { SignInRefused } from './sign-in-refused.js';

/** Shows the sign-in page again, with what was wrong. */
@Injectable()
@Catch(SignInRefused)
export class SignInRefusedFilter implements ExceptionFilter<SignInRefused> {
  constructor(private readonly login: LoginPresenter) {}

  async catch(refused: SignInRefused, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    await this.login.show(request, reply, request.body, refused);
  }
}
