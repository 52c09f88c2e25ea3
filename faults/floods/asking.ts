import { Agent, request } from 'node:http';

/** Strangers come from another address of this machine than the people who work, as on the Internet. */
export const STRANGER = '127.0.0.2';

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly address?: string;
}

export interface Answer {
  /** 0: the connection was closed instead. */
  readonly status: number;
  readonly cookies: readonly string[];
  readonly text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 2_000 });

/** Asks on a connection that is kept. */
export function ask(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body, address = STRANGER }: Sent,
): Promise<Answer> {
  return new Promise((resolve) => {
    const none = { status: 0, cookies: [], text: '' };
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent, localAddress: address }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => {
        text += chunk;
      });
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, cookies: answer.headers['set-cookie'] ?? [], text }),
      );
      answer.on('error', () => resolve(none));
    });
    sent.on('error', () => resolve(none));
    sent.end(body);
  });
}

/** Does a work so many times, some at once, until the time is over. */
export async function repeat(
  count: number,
  atOnce: number,
  until: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const one = async () => {
    while (next < count && performance.now() < until) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}
