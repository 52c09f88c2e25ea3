import type { Visitor } from '../../src/platform/http/visitor.js';

/** A browser without HTTP: it keeps the cookies that a service sets, as they are named on a plain-http issuer. */
export function newVisitor(): Visitor & { readonly cookies: { readonly sent: Record<string, string | undefined> } } {
  const sent: Record<string, string | undefined> = {};
  const set = ({ name, value }: { readonly name: string; readonly value: string }) => {
    if (value === '') delete sent[name];
    else sent[name] = value;
  };
  return { cookies: { sent, set }, facts: { address: '127.0.0.1', userAgent: undefined, requestId: 'test' } };
}
