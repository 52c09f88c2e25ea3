import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Headers, ReadyDocument } from '../../platform/http/ready-document.js';
import type { RequestIds } from '../../platform/http/request-ids.js';
import { interceptRequests } from '../../platform/http/request-interceptor.js';
import type { Metrics } from '../../platform/telemetry/metrics.js';
import { REQUEST_ID_HEADER } from '../http/edge-headers.js';

/**
 * Answers requests for documents that are ready before the framework sees them, which costs as much as all the rest does.
 * What is in any way out of the ordinary is left to the route: another method, a query, a text that is not at hand.
 */
export class ReadyAnswers {
  private readonly answers: Map<string, ReadyAnswer>;

  /** @param headers of every answer, besides those of the document */
  constructor(
    documents: readonly ReadyDocument[],
    headers: Headers,
    private readonly requestIds: Pick<RequestIds, 'of'>,
    private readonly metrics: Metrics,
  ) {
    this.answers = new Map(
      documents.flatMap((document) => {
        return document.paths.map((path) => [path, new ReadyAnswer(document, headers)] as const);
      }),
    );
  }

  /** Comes before whatever listens for requests now, until the server is about to stop. */
  interceptRequests(fastify: FastifyInstance): void {
    interceptRequests(fastify, (request, response, goOn) => {
      if (!this.answer(request, response)) goOn();
    });
    fastify.addHook('preClose', async () => this.answers.clear());
  }

  private answer(request: IncomingMessage, response: ServerResponse): boolean {
    const { method, url = '' } = request;
    if (method !== 'GET') return false;
    const begun = performance.now();
    const ready = this.answers.get(url);
    if (!ready?.send(response, this.requestIds.of(request))) return false;
    this.metrics.observe(method, url, 200, performance.now() - begun);
    return true;
  }
}

/** A document with all its headers, which change with its length only. */
class ReadyAnswer {
  private text: string | undefined;
  private headers: Headers = {};

  constructor(
    private readonly document: ReadyDocument,
    private readonly common: Headers,
  ) {}

  /** @returns whether it could be sent */
  send(response: ServerResponse, requestId: string): boolean {
    const text = this.document.text();
    if (text === undefined) return false;
    if (text !== this.text) {
      this.text = text;
      this.headers = { ...this.common, ...this.document.headers, 'content-length': String(Buffer.byteLength(text)) };
    }
    response.writeHead(200, { [REQUEST_ID_HEADER]: requestId, ...this.headers }).end(text);
    return true;
  }
}
