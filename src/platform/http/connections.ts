import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import { Server, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

/** Milliseconds in which an open connection may bring one more request, and then those in which a body may be completed. */
const GRACE = 1_000;

/** What Node keeps with a connection; it documents neither. */
interface HttpSocket extends Socket {
  /** None if the connection has changed to another protocol. */
  readonly parser?: object | null;
  /** The answer that is due, from the end of the request's headers until it is sent. */
  readonly _httpMessage?: ServerResponse | null;
}

/** The connections of the server, and how they end when it stops. */
@Injectable()
export class Connections {
  private readonly open = new Set<HttpSocket>();
  private server: Server | undefined;
  private stopping = false;

  /** Closing then finishes what is in flight, and waits for no connection on which nothing is. */
  watch(fastify: FastifyInstance): void {
    const server: Server = fastify.server;
    this.server = server;
    server.on(server instanceof HttpsServer ? 'secureConnection' : 'connection', (socket: HttpSocket) => {
      this.open.add(socket);
      socket.once('close', () => this.open.delete(socket));
    });
    fastify.addHook('onSend', (_request, reply, payload, done) => {
      if (this.stopping) reply.header('connection', 'close');
      done(null, payload);
    });
    fastify.addHook('preClose', () => this.close());
  }

  /**
   * Accepts no more connections, but answers what still arrives on open connections, each of which ends with its answer.
   * Resolves as soon as none is left, or after a second: closing may cut requests that were sent but not read yet.
   */
  async answerLast(): Promise<void> {
    const { server } = this;
    if (!server?.listening) return;
    this.endWithAnswers(server);
    await nextTurn(); // connections that were made already are accepted
    const ended = once(server, 'close');
    // The close of an HTTP server would close idle connections too.
    Server.prototype.close.call(server);
    await Promise.race([ended, pause(GRACE)]);
  }

  private endWithAnswers(server: Server): void {
    if (this.stopping) return;
    this.stopping = true;
    // Those that never come to Fastify, too.
    server.prependListener('request', (_request, response: ServerResponse) =>
      response.setHeader('connection', 'close'),
    );
  }

  /** Node closes idle connections. It takes one that has sent nothing yet, or half a request, for busy. */
  private async close(): Promise<void> {
    if (this.server) this.endWithAnswers(this.server);
    await nextTurn(); // answers that are past the hook above are sent before connections are closed
    for (const socket of this.open) {
      const answer = socket._httpMessage;
      if (answer?.headersSent) answer.once('finish', () => socket.end());
      else if (!answer && socket.parser) socket.destroy();
    }
    setTimeout(() => this.destroyIncomplete(), GRACE).unref();
  }

  private destroyIncomplete(): void {
    for (const socket of this.open) if (socket._httpMessage?.req.complete === false) socket.destroy();
  }
}
