import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { exampleOf, newProxyFolder, type ReverseProxy, startReverseProxy } from './reverse-proxy.js';

/** Where Debian's package puts it; `NGINX_PATH` names another place. */
export const NGINX = {
  name: 'nginx',
  path: process.env.NGINX_PATH ?? '/usr/sbin/nginx',
  variable: 'NGINX_PATH',
};

export type Nginx = ReverseProxy;

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
  const folder = newProxyFolder();
  const [port, plainPort] = [given ?? (await freePort()), await freePort()];
  const sites = edit(exampleOf('nginx', `server_name ${name};`))
    .replace('127.0.0.1:3000', `127.0.0.1:${upstreamPort}`)
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replace('listen 80', `listen 127.0.0.1:${plainPort}`)
    .replace(/\/etc\/ssl\/.*\.pem/, folder.certificate)
    .replace(/\/etc\/ssl\/.*\.key/, folder.key);
  const file = join(folder.path, 'nginx.conf');
  writeFileSync(file, configuration(folder.path, sites));
  return startReverseProxy([NGINX.path, '-p', folder.path, '-c', file, '-e', 'stderr'], folder, { port, plainPort });
}

/** What stands around sites. */
export function configuration(folder: string, sites: string): string {
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
