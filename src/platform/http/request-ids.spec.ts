import { RequestIds } from './request-ids.js';

const MADE = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

const PROXIES = new RequestIds({ trustProxy: ['192.0.2.1', '2001:db8::/64'] });
const requestOf = (headers: Record<string, string>, remoteAddress = '192.0.2.1') =>
  ({ headers, socket: { remoteAddress } }) as unknown as Parameters<RequestIds['of']>[0];
const of = (headers: Record<string, string>, address?: string) => PROXIES.of(requestOf(headers, address));
const traceOf = (headers: Record<string, string>, address?: string) => PROXIES.traceOf(requestOf(headers, address));

describe('the identifier of a request', () => {
  it.each(['7d0c5e3a-6a0f-4b6e-9a57-0d1f5c2a9e11', 'a', 'x'.repeat(64), '0A00:9C4_C000:1F90_1:0=+/-.'])(
    'is that of a trusted proxy: %s',
    (id) => expect(of({ 'x-request-id': id })).toBe(id),
  );

  it.each(['192.0.2.1', '::ffff:192.0.2.1', '2001:db8::5'])('is believed of the proxy %s', (address) => {
    expect(of({ 'x-request-id': 'given' }, address)).toBe('given');
  });

  it.each(['192.0.2.2', '::ffff:192.0.2.2', '2001:db8:0:1::5', ''])('is not believed of %s', (address) => {
    const headers = { 'x-request-id': 'given', traceparent: PARENT };
    expect(of(headers, address)).toMatch(MADE);
    expect(traceOf(headers, address)).toBeUndefined();
  });

  it('is believed of no one without trusted proxies', () => {
    const alone = new RequestIds({ trustProxy: [] });
    expect(alone.of(requestOf({ 'x-request-id': 'given' }))).toMatch(MADE);
    expect(alone.traceOf(requestOf({ traceparent: PARENT }))).toBeUndefined();
  });

  it.each(['', ' ', 'x'.repeat(65), 'a b', 'a, b', '<b>', 'a"b', "a'b", 'a\\b', 'a;b', 'é', 'a\tb'])(
    'is made if what the proxy says is no identifier: %j',
    (id) => expect(of({ 'x-request-id': id })).toMatch(MADE),
  );

  it('is that of the trace if the proxy names no other', () => {
    expect(of({ traceparent: PARENT })).toBe(TRACE);
    expect(of({ traceparent: PARENT, 'x-request-id': 'a b' })).toBe(TRACE);
    expect(of({ traceparent: PARENT, 'x-request-id': 'given' })).toBe('given');
  });
});

describe('the trace of a request (W3C Trace Context)', () => {
  it.each([PARENT, `${PARENT.slice(0, -2)}00`, `cc-${PARENT.slice(3)}`, `cc-${PARENT.slice(3)}-more`])(
    'is read from %s',
    (traceparent) => expect(traceOf({ traceparent })).toBe(TRACE),
  );

  it.each([
    '',
    TRACE,
    `ff-${PARENT.slice(3)}`,
    `${PARENT}-more`,
    `cc-${PARENT.slice(3)}.more`,
    PARENT.toUpperCase(),
    PARENT.slice(0, -1),
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `${PARENT}, ${PARENT}`,
  ])('is not read from %j', (traceparent) => {
    expect(traceOf({ traceparent })).toBeUndefined();
    expect(of({ traceparent })).toMatch(MADE);
  });
});
