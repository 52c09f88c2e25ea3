import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Context,
  context,
  DiagLogLevel,
  diag,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, type NodeTracerConfig, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Config } from '../../config/config.js';
import { VERSION } from '../../version.js';
import type { Logger } from '../log.js';
import type { SpanIdentifiers, SpanOptions, Tracer } from '../spans.js';
import { headersIn } from './tracing-settings.js';

/** Names the spans of this program, among those of others that share the SDK. */
const SCOPE = 'gatehouse';

/** Milliseconds for which stopping waits for a collector. */
const LAST_TRY = 2_000;

/** Sends spans by OTLP. Only this file imports OpenTelemetry, and only a server that sends traces imports this file. */
export class OpenTelemetry implements Tracer {
  private readonly provider: NodeTracerProvider;
  private readonly tracer;

  constructor({ endpoint, headers, serviceName }: Config['tracing'] & { readonly endpoint: string }, logger: Logger) {
    const exporter = new OTLPTraceExporter({
      url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
      headers: { ...(headers && headersIn(headers)) },
    });
    const resource = resourceOf({ 'service.name': serviceName, 'service.version': VERSION });
    this.provider = new NodeTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] });
    this.provider.register();
    const say = (message: string) => logger.warn({ message }, 'traces');
    diag.setLogger(
      { error: say, warn: say, info: say, debug: say, verbose: say },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    this.tracer = trace.getTracer(SCOPE, VERSION);
  }

  /** Of work in the background, which no request waits for, there are no spans. */
  async within<T>(
    name: string,
    work: () => Promise<T>,
    { isClient = false, attributes = {} }: SpanOptions,
  ): Promise<T> {
    if (!trace.getActiveSpan()) return work();
    const kind = isClient ? SpanKind.CLIENT : SpanKind.INTERNAL;
    return this.tracer.startActiveSpan(name, { kind, attributes }, async (span) => {
      try {
        return await work();
      } catch (error) {
        fail(span, error);
        throw error;
      } finally {
        span.end();
      }
    });
  }

  current(): SpanIdentifiers | undefined {
    const found = trace.getActiveSpan()?.spanContext();
    return found && { trace_id: found.traceId, span_id: found.spanId };
  }

  /**
   * Has all that is done for a request be in its span, until it has been answered.
   * @param continues whether the trace of its headers is gone on with
   */
  request(
    { method = '', headers }: IncomingMessage,
    response: ServerResponse,
    continues: boolean,
    goOn: () => void,
  ): void {
    const parent: Context = continues ? propagation.extract(ROOT_CONTEXT, headers) : ROOT_CONTEXT;
    const attributes = { 'http.request.method': method };
    const span = this.tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent);
    response.on('close', () => {
      const { statusCode, writableFinished } = response;
      if (writableFinished) span.setAttribute('http.response.status_code', statusCode);
      if (statusCode >= 500 || !writableFinished) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    context.with(trace.setSpan(parent, span), goOn);
  }

  /** Says of the span of the present request what is known once there is a route for it. */
  routed(method: string, route: string, requestId: string): void {
    const span = trace.getActiveSpan();
    span?.updateName(`${method} ${route}`).setAttributes({ 'http.route': route, 'gatehouse.request_id': requestId });
  }

  /** Sends what is left, as far as that takes no more than {@link LAST_TRY} milliseconds. */
  async stop(): Promise<void> {
    const sent = this.provider.shutdown().catch(() => undefined); // it has said why
    await Promise.race([sent, sleep(LAST_TRY, undefined, { ref: false })]);
    trace.disable();
    context.disable();
    propagation.disable();
    diag.disable();
  }
}

/** Only the class: a message may have in it what someone sent. */
function fail(span: Span, error: unknown): void {
  const type = error instanceof Error ? error.constructor.name : typeof error;
  span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR });
}

/** What spans say of this process. The SDK's own detectors would say more of the machine than anyone asks for. */
function resourceOf(attributes: Readonly<Record<string, string>>): NonNullable<NodeTracerConfig['resource']> {
  const given = (process.env.OTEL_RESOURCE_ATTRIBUTES ?? '').split(',').flatMap((pair) => {
    const [name, value] = pair.split('=');
    return name && value ? [[name.trim(), value.trim()] as const] : [];
  });
  const all = { ...Object.fromEntries(given), ...attributes, 'service.instance.id': String(process.pid) };
  const resource = { attributes: all, merge: () => resource, getRawAttributes: () => Object.entries(all) };
  return resource as NonNullable<NodeTracerConfig['resource']>;
}
