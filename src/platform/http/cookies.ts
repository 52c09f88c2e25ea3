import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config.js';

/**
 * Names a cookie: on https with the `__Host-` prefix (RFC 6265bis §4.1.3.2), so that neither a subdomain
 * nor a plain-http page can set it.
 */
export function cookieName(config: Pick<Config, 'issuer'>, name: string): string {
  return isSecure(config) ? `__Host-${name}` : name;
}

export function readCookie(request: FastifyRequest, config: Pick<Config, 'issuer'>, name: string): string | undefined {
  return request.cookies[cookieName(config, name)];
}

/** @param maxAge seconds; left out: until the browser closes */
export function setCookie(
  reply: FastifyReply,
  config: Pick<Config, 'issuer'>,
  name: string,
  value: string,
  maxAge?: number,
): void {
  reply.setCookie(cookieName(config, name), value, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(config),
    ...(maxAge === undefined ? {} : { maxAge }),
  });
}

/** Sets a cookie that scripts of this server may read, on https even inside pages of other sites. Never for a secret. */
export function setReadableCookie(
  reply: FastifyReply,
  config: Pick<Config, 'issuer'>,
  name: string,
  value: string,
): void {
  const secure = isSecure(config);
  // Browsers take SameSite=None for secure cookies only.
  reply.setCookie(cookieName(config, name), value, { path: '/', sameSite: secure ? 'none' : 'lax', secure });
}

export function clearCookie(reply: FastifyReply, config: Pick<Config, 'issuer'>, name: string): void {
  reply.clearCookie(cookieName(config, name), { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(config) });
}

function isSecure(config: Pick<Config, 'issuer'>): boolean {
  return config.issuer.startsWith('https:');
}
