import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FOLDER } from './folder.js';

/** Where Debian's package puts it; `NGINX_PATH` names another place. */
const NGINX = process.env.NGINX_PATH ?? '/usr/sbin/nginx';

/** Why nothing can be tried behind nginx on this machine; undefined if it can. */
export const noNginx = existsSync(NGINX) ? undefined : `there is no nginx at ${NGINX}; install it, or set NGINX_PATH`;

/** Milliseconds until nginx has taken over a new configuration. */
const RELOADING = 300;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** In front of several servers, as docs/operating.md has it, without TLS. */
export class Nginx {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  /** @param upstreams ports of the servers */
  static async start(port: number, upstreams: readonly number[]): Promise<Nginx> {
    const folder = mkdtempSync(join(FOLDER, 'nginx-'));
    writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port, upstreams));
    const errors = join(folder, 'error.log');
    const child = spawn(NGINX, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', errors], { stdio: 'ignore' });
    running.add(child);
    for (;;) {
      if (child.exitCode !== null) throw new Error(`nginx ended: ${readFileSync(errors, 'utf8')}`);
      const listens = await fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      );
      if (listens) return new Nginx(child, folder, port);
      await pause(20);
    }
  }

  /** From now on leads to these servers only. */
  async lead(upstreams: readonly number[]): Promise<void> {
    writeFileSync(join(this.folder, 'nginx.conf'), configuration(this.folder, this.port, upstreams));
    this.child.kill('SIGHUP');
    await pause(RELOADING);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('close', resolve));
    this.child.kill('SIGTERM');
    await ended;
    running.delete(this.child);
  }
}

function configuration(folder: string, port: number, upstreams: readonly number[]): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${folder};`);
  // Else nginx takes a server that was restarted for dead for ten seconds, and has none while the next is restarted.
  const servers = upstreams.map((each) => `server 127.0.0.1:${each} max_fails=0;`);
  return `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${folder}/nginx.pid;
worker_processes 1;
events { worker_connections 4096; }
http {
  access_log off;
  ${temporary.join('\n  ')}
  upstream gatehouse {
    ${servers.join('\n    ')}
    keepalive 32;
  }
  server {
    listen 127.0.0.1:${port};
    large_client_header_buffers 4 16k;
    proxy_buffer_size 16k;
    proxy_buffers 8 16k;
    client_max_body_size 256k;
    location / {
      proxy_pass http://gatehouse;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
}
`;
}
