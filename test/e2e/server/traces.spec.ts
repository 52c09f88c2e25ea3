import { readdirSync, readFileSync } from 'node:fs';
import { decodeJwt } from 'jose';
import { Browser } from '../../support/browser.js';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../../support/otlp-receiver.js';
import { environment, Program } from '../../support/program.js';
import { authorizeUrl, createWorld, PASSWORD, redeem, VERIFIER, type World } from '../../support/world.js';

/** W3C Trace Context, as a proxy sends it. */
const traceOf = (number: number) => `${number}bf92f3577b34da6a3ce929d0e0e4736`;
const PARENT = '00f067aa0ba902b7';
const traceparent = (number: number) => `00-${traceOf(number)}-${PARENT}-01`;

const PROGRAM = new URL('../../../dist/program/', import.meta.url);

describe('the trace of a request, on PostgreSQL', () => {
  let receiver: OtlpReceiver;
  let secrets: readonly string[];

  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    const tracing = { endpoint: receiver.endpoint, serviceName: 'gatehouse', headers: 'x-token=a%20b' };
    const world: World = await createWorld({ dialect: 'postgres', trustProxy: ['127.0.0.1'], tracing });
    const through = (number: number) => (url: URL | string, init?: RequestInit) =>
      fetch(url, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init?.headers)), traceparent: traceparent(number) },
      });
    const browser = new Browser(world.issuer, {}, through(1));
    await browser.get(authorizeUrl(world));
    const signingIn = new Browser(world.issuer, {}, through(2));
    await signingIn.get(authorizeUrl(world));
    await signingIn.submitFirstForm({ username: 'alice', password: PASSWORD });
    await signingIn.submitFirstForm({}, 'allow');
    const code = new URL(signingIn.location ?? '').searchParams.get('code') ?? '';
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: 'https://rp.example/cb',
      code_verifier: VERIFIER,
    };
    const credentials = Buffer.from(`${world.app1.id}:${world.app1.secret}`).toString('base64');
    const redeemed = await through(3)(`${world.issuer}/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams(form),
    });
    const tokens = (await redeemed.json()) as Record<string, string>;
    await redeem(world, code);
    await fetch(`${world.issuer}/login`, { headers: { traceparent: 'none of this form' } });
    await world.close();
    const { sub } = decodeJwt(tokens.id_token ?? '');
    const given = [code, tokens.access_token, tokens.id_token, tokens.refresh_token, world.app1.secret, sub];
    secrets = [...given.map((each) => each ?? 'missing'), PASSWORD, 'alice', 'Example', VERIFIER, '127.0.0.1'];
  });
  afterAll(() => receiver.close());

  const of = (trace: string) => receiver.spans.filter(({ traceId }) => traceId === trace);
  const names = (spans: readonly ReceivedSpan[]) => spans.map(({ name }) => name);
  /** What is above a span, from its parent up. */
  const above = (span: ReceivedSpan | undefined): readonly string[] => {
    const parent = span && receiver.spans.find(({ spanId }) => spanId === span.parentId);
    return parent ? [parent.name, ...above(parent)] : [];
  };
  const find = (trace: string, name: string) => of(trace).find((span) => span.name === name);

  it('goes on from the proxy through the request to the statements and back', () => {
    const token = of(traceOf(3));
    const request = token.find(({ kind }) => kind === 2);
    expect(request).toMatchObject({
      name: 'POST /oauth2/token',
      parentId: PARENT,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/oauth2/token',
        'http.response.status_code': 200,
        'gatehouse.request_id': traceOf(3),
      },
    });
    const statements = token.filter(({ attributes }) => attributes['db.system.name'] === 'postgresql');
    expect(statements.length).toBeGreaterThan(0);
    for (const { name, kind } of statements)
      expect([name, kind]).toEqual([expect.stringMatching(/^[a-z][a-z0-9,-]+$/), 3]);
    const redeemed = statements.find((span) => above(span).includes('grant'));
    expect(above(redeemed)).toEqual(['grant', 'POST /oauth2/token']);
    // After the database has answered.
    expect(above(find(traceOf(3), 'signature'))).toEqual(['token issue', 'POST /oauth2/token']);
    // Nothing stands alone.
    for (const span of token)
      expect([span.name, span === request || above(span).length > 0]).toEqual([span.name, true]);
  });

  it('shows what matters of signing in and of an authorization request', () => {
    expect(above(find(traceOf(2), 'password hash'))).toEqual(['POST /login']);
    expect(names(of(traceOf(1)))).toEqual(
      expect.arrayContaining(['GET /oauth2/authorize', 'authorization checks', 'authorization decision']),
    );
    expect(names(of(traceOf(3)))).toEqual(expect.arrayContaining(['client authentication', 'grant', 'token issue']));
  });

  it('is one of its own where no proxy says another', () => {
    const own = receiver.spans.find(({ name, parentId }) => name === 'GET /login' && parentId === '');
    expect(own?.traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('tells nothing of people, and no secret', () => {
    const all = Buffer.concat(receiver.bodies).toString('latin1');
    for (const secret of secrets) expect(all).not.toContain(secret);
    expect(receiver.headers[0]?.['x-token']).toBe('a b');
  });

  it('has only requests, and what is done for them: work in the background makes no spans', () => {
    const roots = receiver.spans.filter(({ parentId }) => parentId === '' || parentId === PARENT);
    expect([...new Set(roots.map(({ kind }) => kind))]).toEqual([2]);
  });
});

describe('a program that sends traces', () => {
  it('names the trace in each line of its log, and goes on without a collector', async () => {
    const receiver = await startOtlpReceiver();
    const settings = await environment({
      OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.endpoint}/`,
      LOG_LEVEL: 'info',
      ACCESS_LOG: 'true',
      TRUST_PROXY: '127.0.0.1,::1',
    });
    const server = new Program('main.js', [], settings);
    await server.says(/^listening on /m);
    const headers = { traceparent: traceparent(4) };
    await fetch(`http://localhost:${settings.PORT}/.well-known/openid-configuration`, { headers });
    await receiver.close();
    server.signal('SIGTERM');
    const { code, stdout } = await server.ended;
    expect(code).toBe(0);
    const line = stdout.split('\n').find((each) => each.includes('request answered')) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({
      reqId: traceOf(4),
      trace_id: traceOf(4),
      span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  it('is the only one that loads the SDK of OpenTelemetry', () => {
    const files = new Map(
      readdirSync(PROGRAM)
        .filter((name) => name.endsWith('.js'))
        .map((name) => [name, readFileSync(new URL(name, PROGRAM), 'utf8')]),
    );
    const loaded = new Set<string>();
    const load = (name: string): void => {
      if (loaded.has(name)) return;
      loaded.add(name);
      for (const [, imported = ''] of (files.get(name) ?? '').matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g))
        load(imported);
    };
    // What is imported when it is needed first: the server itself, behind its signal handlers.
    load('server.js');
    for (const [, name = ''] of (files.get('server.js') ?? '').matchAll(/import\("\.\/([^"]+)"\)/g)) load(name);
    const withSdk = [...files].filter(([, text]) => text.includes('BatchSpanProcessorBase')).map(([name]) => name);
    expect(loaded.size).toBeGreaterThan(3);
    expect(withSdk.length).toBeGreaterThan(0);
    expect(withSdk.filter((name) => loaded.has(name))).toEqual([]);
  });
});
