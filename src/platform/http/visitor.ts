import type { FastifyReply } from 'fastify';
import type { Cookies } from './cookies.js';
import { type RequestFacts, requestFacts } from './request-facts.js';

/** The browser that a person uses, as services see it. */
export interface Visitor {
  readonly cookies: Cookies;
  readonly facts: RequestFacts;
}

/** The browser that the reply goes to. */
export function visitorOf(reply: FastifyReply): Visitor {
  return { cookies: cookiesOf(reply), facts: requestFacts(reply.request) };
}

/** The cookies of the browser that the reply goes to. */
export function cookiesOf(reply: FastifyReply): Cookies {
  return {
    sent: reply.request.cookies,
    set: ({ name, value, ...attributes }) => {
      if (value === '') reply.clearCookie(name, attributes);
      else reply.setCookie(name, value, attributes);
    },
  };
}
