import { connect, type Socket } from 'node:net';

/** Milliseconds for an answer. */
const TIMEOUT = 30_000;

/** Milliseconds to wait for the answer to a request that is cut: it may stay away. */
const CUT_TIMEOUT = 2_000;

/** How a request was answered: with a status; `closed`: without any answer; `silent`: not in time. */
export interface Outcome {
  readonly status: number | 'closed' | 'silent';
  readonly body: string;
  readonly cookies: readonly string[];
  readonly isPage: boolean;
}

const NOTHING = { body: '', cookies: [], isPage: false };

/** One connection to the server, which is opened again whenever it has closed. It sends whatever bytes it is given. */
export class Wire {
  private socket: Socket | undefined;
  /** Whether it has brought an answer. */
  private isUsed = false;

  constructor(private readonly port: number) {}

  /** @param isIncomplete whether the rest of the request never comes, so that the server may wait for it */
  async send(bytes: Buffer, method: string, isIncomplete: boolean): Promise<Outcome> {
    const socket = await this.open();
    const wasUsed = this.isUsed;
    this.isUsed = true;
    const outcome = await this.exchange(socket, bytes, method, isIncomplete);
    // RFC 9112 §9.3.1: the server may have closed an old connection before the request arrived.
    return outcome.status === 'closed' && wasUsed ? this.send(bytes, method, isIncomplete) : outcome;
  }

  private exchange(socket: Socket, bytes: Buffer, method: string, isIncomplete: boolean): Promise<Outcome> {
    return new Promise((resolve) => {
      let received = Buffer.alloc(0);
      const finish = (outcome: Outcome, isReusable: boolean) => {
        clearTimeout(timer);
        socket.removeAllListeners('data').removeAllListeners('close');
        if (!isReusable) this.close();
        resolve(outcome);
      };
      const timer = setTimeout(
        () => finish({ status: 'silent', ...NOTHING }, false),
        isIncomplete ? CUT_TIMEOUT : TIMEOUT,
      );
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]);
        const answer = answerIn(received, method, false);
        if (answer) finish(answer.outcome, answer.staysOpen && !isIncomplete);
      });
      socket.on('close', () =>
        finish(answerIn(received, method, true)?.outcome ?? { status: 'closed', ...NOTHING }, false),
      );
      socket.write(bytes);
      if (isIncomplete) socket.end();
    });
  }

  close(): void {
    this.socket?.destroy();
    this.socket = undefined;
  }

  private async open(): Promise<Socket> {
    if (this.socket && !this.socket.destroyed && this.socket.writable) return this.socket;
    this.close();
    const socket = connect(this.port, '127.0.0.1');
    // A server that has answered already may reset a connection on which more arrives.
    socket.on('error', () => undefined);
    await new Promise<void>((resolve) => socket.once('connect', resolve).once('close', () => resolve()));
    this.socket = socket;
    this.isUsed = false;
    return socket;
  }
}

/** The first answer in these bytes (RFC 9112), once it is whole. @param isEnd whether nothing more comes */
function answerIn(
  bytes: Buffer,
  method: string,
  isEnd: boolean,
): { readonly outcome: Outcome; readonly staysOpen: boolean } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
  if (status === 100) return answerIn(bytes.subarray(end + 4), method, isEnd);
  const cookies = [...head.matchAll(/^set-cookie: (.*)$/gim)].map(([, cookie = '']) => cookie);
  const rest = bytes.subarray(end + 4);
  const body = bodyIn(rest, head, isEnd || method === 'HEAD' || status === 204 || status === 304);
  if (body === undefined) return undefined;
  return {
    outcome: { status, body, cookies, isPage: /^content-type: text\/html/im.test(head) },
    staysOpen: !/^connection: close/im.test(head),
  };
}

function bodyIn(rest: Buffer, head: string, isWhole: boolean): string | undefined {
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  const isChunked = /^transfer-encoding: .*chunked/im.test(head);
  const isThere = isChunked ? rest.includes('0\r\n\r\n') : length !== undefined && rest.length >= Number(length);
  return isWhole || isThere ? rest.toString() : undefined;
}
