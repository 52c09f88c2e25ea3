import type { FastifyInstance } from 'fastify';
import { interceptRequests } from '../../platform/http/request-interceptor.js';

/** RFC 8414 §3.1, §5 and RFC 9728 §3.1: documents that are also found by inserting their name before the path of the issuer. */
const INSERTED = /^\/\.well-known\/(?:oauth-authorization-server|openid-configuration|oauth-protected-resource)(?=\/)/;

/**
 * Serves everything below the path of the issuer. Routes, hooks and filters know nothing of it: addresses lose the path on
 * the way in, and redirects get it on the way out. What a proxy has taken off already need not be there.
 * @param path such as `/auth`
 */
export function serveBelow(path: string, fastify: FastifyInstance): void {
  interceptRequests(fastify, (request, _response, goOn) => {
    request.url = withoutPath(request.url ?? '', path);
    goOn();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    const location = reply.getHeader('location');
    if (typeof location === 'string' && /^\/(?!\/)/.test(location)) reply.header('location', path + location);
    done(null, payload);
  });
}

/** The address as routes know it; the same if it is not below the path. */
export function withoutPath(url: string, path: string): string {
  const [document = ''] = INSERTED.exec(url) ?? [];
  if (!url.startsWith(path, document.length)) return url;
  const rest = url.slice(document.length + path.length);
  if (!/^(?:[/?]|$)/.test(rest)) return url;
  return rest.startsWith('/') || document !== '' ? document + rest : `/${rest}`;
}
