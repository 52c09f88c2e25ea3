import { AsyncResource } from 'node:async_hooks';
import { once } from 'node:events';
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import { Server, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { interceptRequests } from './request-interceptor.js';

/** Milliseconds in which an open connection may bring one more request, and then those in which a body may be completed. */
const GRACE = 1_000;

/** Milliseconds without a new connection after which none waits any more, also on its way from another process. */
const QUIET = 20;

/** Milliseconds for which a client may take nothing of an answer. Node looks twice, so that it has up to twice as long. */
const PATIENCE = 15_000;

/** Answers that may be due on one connection. */
const MOST_DUE = 16;

/** What is due on a connection that has brought a request. */
interface Line {
  /** The last answer that is due or on its way. */
  last: ServerResponse | undefined;
  /** How many answers are. */
  length: number;
}

/**
 * The connections of the server: what one of them may take of its memory, and how they end when it stops.
 * Requests that a client sends without waiting for answers are done one after the other, each when the answer before it has
 * left: a client that reads no answers makes no more of them. One that sends too many loses its connection (RFC 9112 §9.3.2),
 * as does one that takes nothing of its answer for a while.
 */
@Injectable()
export class Connections {
  private readonly lines = new Map<Socket, Line>();
  private server: HttpServer | undefined;
  private stopping = false;
  private closing = false;

  /** Closing then finishes what is in flight, and waits for no connection on which nothing is. */
  watch(fastify: FastifyInstance): void {
    this.server = fastify.server;
    // Only then is everything there that answers requests; this comes before it all.
    fastify.addHook('onReady', async () => interceptRequests(fastify, this.onRequest));
    fastify.server.setTimeout(PATIENCE, this.onSilence);
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
    await acceptWaiting(server);
    const ended = once(server, 'close');
    // The close of an HTTP server would close idle connections too.
    Server.prototype.close.call(server);
    await Promise.race([ended, pause(GRACE)]);
  }

  private readonly onRequest = (request: IncomingMessage, answer: ServerResponse, goOn: () => void): void => {
    const { socket } = request;
    if (this.stopping) answer.setHeader('connection', 'close');
    const line = this.lineOf(socket);
    const { last: before } = line;
    line.last = answer;
    line.length++;
    // Not by `once`, which keeps answers alive for long (docs/decisions/0017-v8-collects-early.md). It closes once anyway.
    answer.on('close', () => {
      line.length--;
      if (line.last === answer) line.last = undefined;
      if (this.closing) this.closeOthers();
    });
    if (before === undefined) goOn();
    else if (line.length > MOST_DUE) socket.destroy();
    else
      before.once(
        'close',
        AsyncResource.bind(() => socket.destroyed || goOn()),
      );
  };

  private lineOf(socket: Socket): Line {
    const known = this.lines.get(socket);
    if (known) return known;
    const line: Line = { last: undefined, length: 0 };
    this.lines.set(socket, line);
    socket.once('close', () => this.lines.delete(socket));
    return line;
  }

  /**
   * Nothing has come or left for a while. What is worked on may take as long as it does, and how long a request may take on its
   * way is Node's affair; so is when to call here for a connection that waits for the next one.
   */
  private readonly onSilence = (socket: Socket): void => {
    const isIdle = this.lines.get(socket)?.last === undefined;
    const hasWaited = (socket.timeout ?? 0) >= (this.server?.keepAliveTimeout ?? 0);
    if (socket.writableLength > 0 || (isIdle && hasWaited)) socket.destroy();
  };

  private endWithAnswers(): void {
    if (this.stopping) return;
    this.stopping = true;
    for (const [socket, { last: answer }] of this.lines) {
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
    if ([...this.lines.values()].every(({ last }) => last === undefined)) this.server?.closeAllConnections();
  }

  private destroyIncomplete(): void {
    for (const { last } of this.lines.values()) if (last?.req.complete === false) last.req.destroy();
  }
}

/**
 * Goes on until the connections that clients have made already are accepted: what still waits when the server closes is reset.
 * Node accepts one in each turn of its event loop, and a worker gets them from another process. Those that keep coming are
 * accepted for a second at most.
 */
async function acceptWaiting(server: HttpServer): Promise<void> {
  let accepted = 0;
  server.on('connection', () => accepted++);
  const end = performance.now() + GRACE;
  for (let before = -1; before < accepted && performance.now() < end; ) {
    before = accepted;
    await pause(QUIET);
    await nextTurn(); // so that at least one turn has looked
  }
}
