import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request as requestOverTls } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/** Where operators are told how to configure it. */
const OPERATING = 'docs/operating.md';

/** A real reverse proxy in front of the server, with a certificate of its own for this run. */
export interface ReverseProxy {
  /** Asks for an https URL of the host as a client at this address does, which trusts the certificate. */
  fetchFrom(
    address: string,
    more?: Readonly<Record<string, string>>,
  ): (url: URL | string, init?: RequestInit) => Promise<Response>;
  /** Where plain http is answered, if it is. */
  readonly plain: string;
  close(): Promise<void>;
}

/** The files of one run. */
export interface ProxyFolder {
  readonly path: string;
  readonly key: string;
  readonly certificate: string;
}

/** @param hosts that the certificate is for */
export function newProxyFolder(hosts: readonly string[] = ['login.example.com', 'localhost']): ProxyFolder {
  const path = mkdtempSync(join(tmpdir(), 'gatehouse-proxy-'));
  const folder = { path, key: join(path, 'key.pem'), certificate: join(path, 'certificate.pem') };
  const names = `subjectAltName=${hosts.map((host) => `DNS:${host}`).join()}`;
  const subject = ['-subj', `/CN=${hosts[0]}`, '-addext', names];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', ...kind, '-keyout', folder.key, '-out', folder.certificate, ...subject], {
    stdio: 'ignore',
  });
  return folder;
}

/**
 * The example for this host in the documentation.
 * @param language of the block
 * @param line by which the host is named
 */
export function exampleOf(language: string, line: string, document = OPERATING): string {
  const blocks = readFileSync(new URL(`../../${document}`, import.meta.url), 'utf8').matchAll(
    new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'),
  );
  const found = [...blocks].map(([, text]) => text ?? '').find((text) => text.includes(line));
  if (found === undefined) throw new Error(`${document} has no ${language} for ${line}`);
  return found;
}

/** Starts it, and waits until it listens. */
export async function startReverseProxy(
  [program = '', ...args]: readonly string[],
  { path, certificate }: ProxyFolder,
  { port, plainPort }: { readonly port: number; readonly plainPort: number },
): Promise<ReverseProxy> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: path } });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await untilItListens(port, child, () => said);
  const ca = readFileSync(certificate);
  return {
    plain: `http://127.0.0.1:${plainPort}`,
    fetchFrom: (address, more) => askerAt(address, { port, ca }, more),
    close: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(path, { recursive: true });
    },
  };
}

function askerAt(
  localAddress: string,
  server: { readonly port: number; readonly ca: Buffer },
  more: Readonly<Record<string, string>> = {},
): (url: URL | string, init?: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const asked = new Request(url, init);
    const { hostname, host, pathname, search } = new URL(asked.url);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { ...Object.fromEntries(asked.headers), host, ...more };
      const target = { ...server, host: '127.0.0.1', localAddress, servername: hostname, agent: false } as const;
      const sent = requestOverTls({ ...target, method: asked.method, path: pathname + search, headers }, resolve);
      sent.on('error', reject);
      void asked.text().then((body) => sent.end(body));
    });
    return responseOf(answer);
  };
}

/** @param complaint what it has said, for when it has ended */
async function untilItListens(port: number, child: ChildProcess, complaint: () => string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended: ${complaint()}`);
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
