import { type CanActivate, type ExecutionContext, Injectable, UnsupportedMediaTypeException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isForm } from '../platform/http/form-body.js';
import { ACCESS } from '../resource-server/access.js';

/** Endpoints of the protocol check the type of their body themselves, and answer with the errors of their standard. */
const PROTOCOL = /(^|\/)oauth2\//;

/**
 * Pages take forms only (RFC 9110 §15.5.16): none of our forms sends a body of another type, whose members need not be text.
 * It guards every public route, so that no page can forget it.
 */
@Injectable()
export class FormGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (isForm(request) || PROTOCOL.test(request.url.split('?', 1)[0] as string)) return true;
    if (Reflect.getMetadata(ACCESS, context.getHandler()) !== 'public') return true;
    throw new UnsupportedMediaTypeException('send the form as application/x-www-form-urlencoded');
  }
}
