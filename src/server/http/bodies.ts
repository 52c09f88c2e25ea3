import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { RawServerDefault } from 'fastify';
import { judgeBodiesLast } from '../../admin/body-last.js';

/** The second: RFC 7396, bodies of PATCH. */
const JSON_TYPES = ['application/json', 'application/merge-patch+json'];

/**
 * How JSON bodies are read: with the header but without content there is no body, since many clients send
 * `Content-Type: application/json` with every request. A parser that a host application has set before stays.
 */
export function readBodies(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  judgeBodiesLast(fastify);
  const parse = fastify.getDefaultJsonParser('error', 'error');
  for (const type of JSON_TYPES) {
    try {
      app.useBodyParser<RawServerDefault>(type, {}, (request, body, done) => {
        if (body.length === 0) done(null, undefined);
        else parse(request, body.toString(), done);
      });
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'FST_ERR_CTP_ALREADY_PRESENT') throw error;
    }
  }
}
