import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { exampleOf, newProxyFolder, type ReverseProxy, startReverseProxy } from './reverse-proxy.js';

/** Where Debian's package puts it; `HAPROXY_PATH` names another place. */
export const HAPROXY = {
  name: 'HAProxy',
  path: process.env.HAPROXY_PATH ?? '/usr/sbin/haproxy',
  variable: 'HAPROXY_PATH',
};

/** Starts HAProxy as docs/operating.md has it, with the ports and files of this run. */
export async function startHaproxy(upstreamPort: number): Promise<ReverseProxy> {
  const folder = newProxyFolder();
  const [port, plainPort] = [await freePort(), await freePort()];
  const both = join(folder.path, 'both.pem');
  writeFileSync(both, readFileSync(folder.certificate, 'utf8') + readFileSync(folder.key, 'utf8'));
  const file = join(folder.path, 'haproxy.cfg');
  const configuration = exampleOf('haproxy', 'login.example.com')
    .replace('127.0.0.1:3000', `127.0.0.1:${upstreamPort}`)
    .replace('bind :443', `bind 127.0.0.1:${port}`)
    .replace('bind :80', `bind 127.0.0.1:${plainPort}`)
    .replace(/\/etc\/haproxy\/\S+\.pem/, both);
  writeFileSync(file, configuration);
  return startReverseProxy([HAPROXY.path, '-db', '-f', file], folder, { port, plainPort });
}
