import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cores } from '../machine.js';
import { freePort } from '../ports.js';
import { Program } from '../program.js';
import type { Contestant } from './contestant.js';
import { scene } from './scene.js';

export interface Options {
  readonly name: string;
  /** Left out: everything in memory. */
  readonly databaseUrl?: string;
  readonly database?: string;
  readonly cores?: Cores;
}

/** npm `oidc-provider` in a process of its own. */
export async function startPeer({ name, databaseUrl, database, cores }: Options): Promise<Contestant> {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  const cookiesFile = join(folder, 'cookies.json');
  const environment = {
    PORT: String(port),
    ISSUER: issuer,
    COOKIES_FILE: cookiesFile,
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
  };
  const program = await Program.start({ script: 'dist/bench/peer/server.js', environment, cores });
  const cookies = JSON.parse(readFileSync(cookiesFile, 'utf8')) as string[];
  rmSync(folder, { recursive: true });
  const paths = {
    authorize: '/auth',
    token: '/token',
    introspect: '/token/introspection',
    userinfo: '/me',
    jwks: '/jwks',
  };
  const target = { issuer, port, paths, cookies, forApi: { resource: scene.api } };
  return { name, target, program, ...(database ? { database } : {}) };
}
