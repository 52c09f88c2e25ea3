import { once } from 'node:events';
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import { Server, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

/** Milliseconds in which an open connection may bring one more request, and then those in which a body may be completed. */
const GRACE = 1_000;

/** The connections of the server, and how they end when it stops. */
@Injectable()
export class Connections {
  /** The last answer that is due or on its way on each connection that has brought a request. */
  private readonly due = new Map<Socket, ServerResponse | undefined>();
  private server: HttpServer | undefined;
  private stopping = false;
  private closing = false;

  /** Closing then finishes what is in flight, and waits for no connection on which nothing is. */
  watch(fastify: FastifyInstance): void {
    this.server = fastify.server;
    // Only then is everything there that answers requests; this comes before it all.
    fastify.addHook('onReady', async () => void fastify.server.prependListener('request', this.onRequest));
    fastify.addHook('preClose', () => this.close());
  }

  /**
   * Accepts no more connections, but answers what still arrives on open connections, each of which ends with its answer.
   * Resolves as soon as none is left, or after a second: closing may cut requests that were sent but not read yet.
   */
  async answerLast(): Promise<void> {
    const { server } = this;
    if (!server?.listening) return;
    this.endWithAnswers();
    await nextTurn(); // connections that were made already are accepted
    const ended = once(server, 'close');
    // The close of an HTTP server would close idle connections too.
    Server.prototype.close.call(server);
    await Promise.race([ended, pause(GRACE)]);
  }

  private readonly onRequest = ({ socket }: IncomingMessage, answer: ServerResponse): void => {
    if (this.stopping) answer.setHeader('connection', 'close');
    if (!this.due.has(socket)) socket.once('close', () => this.due.delete(socket));
    this.due.set(socket, answer);
    // Not by `once`, which keeps answers alive for long (docs/decisions/0017-v8-collects-early.md). It closes once anyway.
    answer.on('close', () => {
      if (this.due.get(socket) === answer) this.due.set(socket, undefined);
      if (this.closing) this.closeOthers();
    });
  };

  private endWithAnswers(): void {
    if (this.stopping) return;
    this.stopping = true;
    for (const [socket, answer] of this.due) {
      if (answer?.headersSent) answer.once('finish', () => socket.end());
      else answer?.setHeader('connection', 'close');
    }
  }

  private async close(): Promise<void> {
    this.endWithAnswers();
    await nextTurn(); // connections that were made already are accepted
    this.closing = true;
    this.closeOthers();
    setTimeout(() => this.destroyIncomplete(), GRACE).unref();
  }

  /** To Node, a connection that has sent nothing yet, or half a request, is not idle; those that speak another protocol stay. */
  private closeOthers(): void {
    if ([...this.due.values()].every((answer) => answer === undefined)) this.server?.closeAllConnections();
  }

  private destroyIncomplete(): void {
    for (const answer of this.due.values()) if (answer?.req.complete === false) answer.req.destroy();
  }
}
