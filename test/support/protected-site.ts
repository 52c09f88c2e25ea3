import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CADDY } from './caddy.js';
import { freePort } from './free-port.js';
import { HAPROXY } from './haproxy.js';
import { configuration, NGINX } from './nginx.js';
import { exampleOf, newProxyFolder, type ProxyFolder, type ReverseProxy, startReverseProxy } from './reverse-proxy.js';

const FORWARD_AUTH = 'docs/forward-auth.md';

/** The host that the examples protect. */
export const PROTECTED_HOST = 'wiki.example.com';

/** Where the server and the app are. */
interface Upstreams {
  readonly server: number;
  readonly app: number;
}

/** A proxy in front of an app, as docs/forward-auth.md has it, with the ports and files of this run. */
async function startSite(
  { server, app }: Upstreams,
  edit: (example: (language: string, line: string) => string, folder: ProxyFolder, port: number) => readonly string[],
): Promise<ReverseProxy> {
  const folder = newProxyFolder([PROTECTED_HOST]);
  const port = await freePort();
  const example = (language: string, line: string) =>
    exampleOf(language, line, FORWARD_AUTH)
      .replaceAll('127.0.0.1:3000', `127.0.0.1:${server}`)
      .replaceAll('127.0.0.1:8080', `127.0.0.1:${app}`);
  return startReverseProxy(edit(example, folder, port), folder, { port, plainPort: port });
}

/** Caddy as above, by plain http at a host of this machine, for browsers that trust no certificate of the tests. */
export async function startPlainCaddy({ server, app }: Upstreams, host: string): Promise<ReverseProxy> {
  const folder = newProxyFolder([PROTECTED_HOST]);
  const [name, port = ''] = host.split(':');
  const site = exampleOf('caddyfile', `${PROTECTED_HOST} {`, FORWARD_AUTH)
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${server}`)
    .replaceAll('127.0.0.1:8080', `127.0.0.1:${app}`)
    .replace(`${PROTECTED_HOST} {`, `http://${name} {\n\tbind 127.0.0.1`);
  const file = join(folder.path, 'Caddyfile');
  writeFileSync(file, `{\n\tadmin off\n\tauto_https off\n\thttp_port ${port}\n}\n${site}`);
  const command = [CADDY.path, 'run', '--config', file, '--adapter', 'caddyfile'];
  return startReverseProxy(command, folder, { port: Number(port), plainPort: Number(port) });
}

/** The proxies that the tests run, and how each is started in front of an app. */
export const PROTECTING_PROXIES = [
  {
    program: NGINX,
    start: (upstreams: Upstreams) =>
      startSite(upstreams, (example, { path, key, certificate }, port) => {
        const site = example('nginx', `server_name ${PROTECTED_HOST};`)
          .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
          .replace(/\/etc\/ssl\/.*\.pem/, certificate)
          .replace(/\/etc\/ssl\/.*\.key/, key);
        const file = join(path, 'nginx.conf');
        writeFileSync(file, configuration(path, site));
        return [NGINX.path, '-p', path, '-c', file, '-e', 'stderr'];
      }),
  },
  {
    program: CADDY,
    start: (upstreams: Upstreams) =>
      startSite(upstreams, (example, { path, key, certificate }, port) => {
        const site = example('caddyfile', `${PROTECTED_HOST} {`).replace(
          '{\n',
          `{\n\tbind 127.0.0.1\n\ttls ${certificate} ${key}\n`,
        );
        const file = join(path, 'Caddyfile');
        writeFileSync(file, `{\n\tadmin off\n\tauto_https disable_redirects\n\thttps_port ${port}\n}\n${site}`);
        return [CADDY.path, 'run', '--config', file, '--adapter', 'caddyfile'];
      }),
  },
  {
    program: HAPROXY,
    start: (upstreams: Upstreams) =>
      startSite(upstreams, (example, { path, key, certificate }, port) => {
        const [both, script, file] = ['both.pem', 'forward-auth.lua', 'haproxy.cfg'].map((name) => join(path, name));
        writeFileSync(both as string, readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'));
        writeFileSync(script as string, example('lua', 'core.register_action'));
        const site = example('haproxy', `str(${PROTECTED_HOST})`)
          .replace('bind :443', `bind 127.0.0.1:${port}`)
          .replace('/etc/haproxy/forward-auth.lua', script as string)
          .replace(/\/etc\/haproxy\/\S+\.pem/, both as string);
        writeFileSync(file as string, site);
        return [HAPROXY.path, '-db', '-f', file as string];
      }),
  },
];
