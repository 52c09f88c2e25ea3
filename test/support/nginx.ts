import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request as requestOverTls } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port.js';

/** Where Debian's package puts it; `NGINX_PATH` names another place. */
const NGINX = process.env.NGINX_PATH ?? '/usr/sbin/nginx';

/** How operators are told to configure it. */
const OPERATING = new URL('../../docs/operating.md', import.meta.url);

/** A real nginx in front of the server, with a certificate of its own for this run. */
export interface Nginx {
  /** Asks for an https URL of the host as a client at this address does, which trusts the certificate. */
  fetchFrom(
    address: string,
    more?: Readonly<Record<string, string>>,
  ): (url: URL | string, init?: RequestInit) => Promise<Response>;
  /** Where plain http is answered. */
  readonly plain: string;
  close(): Promise<void>;
}

/** Tests behind nginx. Where there is none, they are skipped and say so; with `CI=true` that is a failure. */
export function describeBehindNginx(name: string, tests: () => void): void {
  if (existsSync(NGINX)) {
    describe(name, tests);
    return;
  }
  const missing = `no nginx at ${NGINX}; install it, or set NGINX_PATH to its path`;
  describe(name, () => {
    if (process.env.CI === 'true') {
      it('needs nginx', () => {
        throw new Error(missing);
      });
    } else {
      console.warn(`The tests of "${name}" are skipped: ${missing}.`);
      // On a machine without nginx the other tests are still worth running; in CI this is a failure.
      it.skip(`is skipped: ${missing}`, () => undefined);
    }
  });
}

interface Site {
  /** The server_name of the example in docs/operating.md. */
  readonly name?: string;
  /** Where https is answered; left out: a free one. */
  readonly port?: number;
  /** What of the example is another here. */
  readonly edit?: (sites: string) => string;
}

/** Starts nginx as an example in docs/operating.md has it, with the ports and files of this run. */
export async function startNginx(
  upstreamPort: number,
  { name = 'login.example.com', port: given, edit = (sites) => sites }: Site = {},
): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-nginx-'));
  const file = (name: string) => join(folder, name);
  const [port, plainPort] = [given ?? (await freePort()), await freePort()];
  makeCertificate(file('key.pem'), file('certificate.pem'));
  const sites = edit(exampleFor(name))
    .replace('127.0.0.1:3000', `127.0.0.1:${upstreamPort}`)
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replace('listen 80', `listen 127.0.0.1:${plainPort}`)
    .replace(/\/etc\/ssl\/.*\.pem/, file('certificate.pem'))
    .replace(/\/etc\/ssl\/.*\.key/, file('key.pem'));
  writeFileSync(file('nginx.conf'), configuration(folder, sites));
  const child = spawn(NGINX, ['-p', folder, '-c', file('nginx.conf'), '-e', file('error.log')], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await untilItListens(port, () => child.exitCode !== null && readFileSync(file('error.log'), 'utf8'));

  const ca = readFileSync(file('certificate.pem'));
  return {
    plain: `http://127.0.0.1:${plainPort}`,
    fetchFrom:
      (localAddress, more = {}) =>
      async (url, init) => {
        const asked = new Request(url, init);
        const { hostname, host, pathname, search } = new URL(asked.url);
        const answer = await new Promise<IncomingMessage>((resolve, reject) => {
          const headers = { ...Object.fromEntries(asked.headers), host, ...more };
          const target = { host: '127.0.0.1', port, localAddress, servername: hostname, ca, agent: false } as const;
          const sent = requestOverTls({ ...target, method: asked.method, path: pathname + search, headers }, resolve);
          sent.on('error', reject);
          void asked.text().then((body) => sent.end(body));
        });
        return responseOf(answer);
      },
    close: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** @param name the server_name */
function exampleFor(name: string): string {
  const examples = [...readFileSync(OPERATING, 'utf8').matchAll(/^```nginx\n(.*?)^```/gms)].map(
    ([, text]) => text ?? '',
  );
  const found = examples.find((text) => text.includes(`server_name ${name};`));
  if (found === undefined) throw new Error(`docs/operating.md has no nginx for ${name}`);
  return found;
}

function makeCertificate(key: string, certificate: string): void {
  const names = 'subjectAltName=DNS:login.example.com,DNS:localhost';
  const subject = ['-subj', '/CN=login.example.com', '-addext', names];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', certificate, ...subject], { stdio: 'ignore' });
}

function configuration(folder: string, sites: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${folder};`);
  return `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${folder}/nginx.pid;
events {}
http {
  access_log off;
  ${temporary.join('\n  ')}
  ${sites}
}
`;
}

/** @param complaint what to say where it has ended, otherwise false */
async function untilItListens(port: number, complaint: () => string | false): Promise<void> {
  for (;;) {
    const problem = complaint();
    if (problem !== false) throw new Error(`nginx ended: ${problem}`);
    const listens = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (listens) return;
    await pause(20);
  }
}

async function responseOf(answer: IncomingMessage): Promise<Response> {
  const headers = new Headers();
  for (let at = 0; at < answer.rawHeaders.length; at += 2) {
    headers.append(answer.rawHeaders[at] as string, answer.rawHeaders[at + 1] as string);
  }
  const body = await buffer(answer);
  return new Response(body.length > 0 ? body : null, { status: answer.statusCode ?? 0, headers });
}
