import { freePort } from './free-port.js';
import { type Nginx, startNginx } from './nginx.js';
import { registrationWorld } from './registration.js';
import type { World } from './world.js';

/** Two servers on one host, each below a path of its own, behind the nginx of docs/operating.md. */
export interface ServersBelowPaths {
  readonly host: string;
  /** At `/auth`, which the proxy keeps. */
  readonly kept: World;
  /** At `/realms/other`, which the proxy takes off. */
  readonly takenOff: World;
  readonly nginx: Nginx;
  close(): Promise<void>;
}

/** What stands beside the example. */
const OTHER = `
    location /realms/other/ {
        proxy_pass http://other/;
    }

    location ~ ^/\\.well-known/(oauth-authorization-server|openid-configuration)/realms/other$ {
        proxy_pass http://other;
    }

    location = /auth/metrics`;

export async function startServersBelowPaths(): Promise<ServersBelowPaths> {
  const port = await freePort();
  const host = `https://localhost:${port}`;
  const start = (path: string) =>
    registrationWorld({ access: 'open' }, { issuer: host + path, trustProxy: ['127.0.0.1'] });
  const [kept, takenOff] = [await start('/auth'), await start('/realms/other')];
  const nginx = await startNginx(kept.config.port, {
    name: 'example.com',
    port,
    edit: (sites) =>
      `upstream other { server 127.0.0.1:${takenOff.config.port}; }\n${sites}`
        .replace('server_name example.com', 'server_name localhost')
        .replace('\n    location = /auth/metrics', OTHER),
  });
  const close = async () => {
    await nginx.close();
    await kept.close();
    await takenOff.close();
  };
  return { host, kept, takenOff, nginx, close };
}
