import { type CanActivate, type ExecutionContext, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import type { Peers } from '../../platform/peers.js';
import { formField } from '../../ui/form-field.js';
import { AUTHENTICATORS, type Authenticator } from '../authenticators/authenticator.js';
import { Csrf } from '../csrf.js';
import { hasNoCookies } from '../form-refusals.js';
import { SignInRefused } from './sign-in-refused.js';

/** What CSRF tokens of the sign-in form are for. */
export const LOGIN = 'login';

/** Lets only forms through that this server showed to the same browser, before any password is looked at. */
@Injectable()
export class LoginFormGuard implements CanActivate {
  constructor(private readonly csrf: Csrf) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (this.csrf.acceptsAnonymous(request.cookies, formField(request.body, 'csrf'), LOGIN)) return true;
    throw new SignInRefused(hasNoCookies(request.cookies) ? 'without-cookies' : 'outdated');
  }
}

/** Asks the authenticators who is signing in; keeps no passport session. */
@Injectable()
export class SignInGuard extends AuthGuard() implements OnModuleInit {
  private readonly strategies: string[];

  constructor(@Inject(AUTHENTICATORS.token) private readonly authenticators: Peers<Authenticator>) {
    const strategies: string[] = [];
    super({ defaultStrategy: strategies, session: false });
    this.strategies = strategies;
  }

  onModuleInit(): void {
    this.strategies.push(...this.authenticators.list.map(({ name }) => name));
  }

  override handleRequest<T>(error: unknown, proof: T | false): T {
    if (error) throw error;
    if (!proof) throw new SignInRefused('wrong');
    return proof;
  }
}
