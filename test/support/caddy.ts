import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { exampleOf, newProxyFolder, type ReverseProxy, startReverseProxy } from './reverse-proxy.js';

/** Where Debian's package puts it; `CADDY_PATH` names another place. */
export const CADDY = { name: 'Caddy', path: process.env.CADDY_PATH ?? '/usr/bin/caddy', variable: 'CADDY_PATH' };

/** Starts Caddy as docs/operating.md has it, with the ports of this run, and a certificate that no one else has to make. */
export async function startCaddy(upstreamPort: number): Promise<ReverseProxy> {
  const folder = newProxyFolder();
  const [port, plainPort] = [await freePort(), await freePort()];
  const site = exampleOf('caddyfile', 'login.example.com {')
    .replace('127.0.0.1:3000', `127.0.0.1:${upstreamPort}`)
    .replace('{\n', `{\n\tbind 127.0.0.1\n\ttls ${folder.certificate} ${folder.key}\n`);
  const options = `{\n\tadmin off\n\thttp_port ${plainPort}\n\thttps_port ${port}\n}\n`;
  const file = join(folder.path, 'Caddyfile');
  writeFileSync(file, options + site);
  const command = [CADDY.path, 'run', '--config', file, '--adapter', 'caddyfile'];
  return startReverseProxy(command, folder, { port, plainPort });
}
