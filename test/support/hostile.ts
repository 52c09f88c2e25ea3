import { request as rawRequest } from 'node:http';
import type { Browser } from './browser.js';
import type { World } from './world.js';

export const FORM = 'application/x-www-form-urlencoded';

/** What is sent, where it is more than a GET of the path. */
interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
}

/**
 * Sends what fetch would refuse to send. No input is a reason for a 5xx, for a stack trace or for a script.
 * @returns how the answer breaks this rule, if it does
 */
export function complaint(
  world: World,
  path: string,
  { method = 'GET', headers = {}, body }: Sent = {},
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = {
      host: '127.0.0.1',
      port: world.config.port,
      path,
      method,
      headers: { accept: 'text/html', ...length, ...headers },
      agent: false,
    };
    const sent = rawRequest(options, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const told = `${method} ${path.slice(0, 200)} -> ${answer.statusCode} ${text.slice(0, 300)}`;
        if ((answer.statusCode ?? 0) >= 500) resolve(told);
        else if (/\n\s+at .+:\d+:\d+|node_modules|SQLITE|QueryFailed|syntax error at/.test(text))
          resolve(`leaks: ${told}`);
        else if (/<script>|<script [^>]*>[^<]/.test(text)) resolve(`runs scripts: ${told}`);
        else if (answer.headers['set-cookie']?.some((cookie) => cookie.startsWith('a=')))
          resolve(`sets a cookie: ${told}`);
        else resolve(undefined);
      });
    });
    sent.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNRESET' || error.code === 'EPIPE' ? undefined : String(error)),
    );
    sent.end(body);
  });
}

/** Every complaint about these requests; sent a few at a time. */
export async function complaints(world: World, requests: readonly (readonly [string, Sent?])[]): Promise<string[]> {
  const found: string[] = [];
  for (let start = 0; start < requests.length; start += 50) {
    const group = await Promise.all(
      requests.slice(start, start + 50).map(([path, sent]) => complaint(world, path, sent)),
    );
    found.push(...group.filter((each) => each !== undefined));
  }
  return found;
}

export function form(body: string, headers: Readonly<Record<string, string>> = {}): Sent {
  return { method: 'POST', body, headers: { 'content-type': FORM, ...headers } };
}

/** The credentials of app1. */
export function credentialsOf({ app1 }: World): string {
  return `Basic ${Buffer.from(`app1:${app1.secret}`).toString('base64')}`;
}

/** The cookies of someone who is signed in. */
export function cookiesOf(browser: Browser): string {
  return ['gatehouse_session', 'gatehouse_browser'].map((name) => `${name}=${browser.cookie(name) ?? ''}`).join('; ');
}
