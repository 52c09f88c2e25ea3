import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { type Certificates, makeCertificates } from './certificates.js';
import { ALICE } from './person.js';
import { idOf, type Program, resourceOf, scopeOf } from './program.js';
import { freePorts, ROOT, start } from './running.js';

/** The client that gets access tokens for the APIs. */
export const CALLER = { id: 'interop-caller', secret: 'secret-of-the-caller-0123456789-abcdefgh' };

/** Of every confidential program. */
export const SECRET = 'secret-of-the-program-0123456789-abcdefg';

/** The built server in a process of its own, with TLS before it, as at an organisation. */
export interface Server {
  readonly issuer: string;
  readonly certificates: Certificates;
  readonly log: () => string;
  stop(): Promise<void>;
}

/** Starts the server on a new SQLite database with all that these programs need. */
export async function startServer(
  folder: string,
  programs: readonly Program[],
  ports: ReadonlyMap<Program, number>,
): Promise<Server> {
  const certificates = makeCertificates(folder);
  const [port = 0, inner = 0] = await freePorts(2);
  const issuer = `https://localhost:${port}`;
  const bootstrap = join(folder, 'bootstrap.json');
  writeFileSync(bootstrap, JSON.stringify(bootstrapOf(programs, ports)));
  const running = await start([process.execPath, 'dist/main.js'], inner, {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      ISSUER: issuer,
      HOST: '127.0.0.1',
      PORT: String(inner),
      TRUST_PROXY: '127.0.0.1',
      DATABASE_URL: `sqlite:${join(folder, 'interop.sqlite')}`,
      ENCRYPTION_SECRET: 'only-for-the-interop-run-0123456789-abc',
      BOOTSTRAP_FILE: bootstrap,
      LOG_LEVEL: 'info',
    },
  });
  const front = startTls(certificates, inner);
  await new Promise<void>((resolve) => front.listen(port, 'localhost', resolve));
  const stop = async () => {
    front.close();
    front.closeAllConnections();
    await running.stop();
  };
  return { issuer, certificates, log: running.output, stop };
}

/** A reverse proxy that ends TLS. */
function startTls({ key, certificate }: Certificates, port: number): ReturnType<typeof createServer> {
  return createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (asked, answer) => {
    const headers = { ...asked.headers, 'x-forwarded-proto': 'https', 'x-forwarded-for': asked.socket.remoteAddress };
    const sent = request({ port, host: '127.0.0.1', method: asked.method, path: asked.url, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.rawHeaders);
      got.pipe(answer);
    });
    sent.once('error', () => answer.writeHead(502).end());
    asked.pipe(sent);
  });
}

function bootstrapOf(programs: readonly Program[], ports: ReadonlyMap<Program, number>): object {
  const apis = programs.filter(({ resource }) => resource);
  return {
    resources: apis.map((program) => ({
      ...program.resource,
      identifier: resourceOf(program, originOf(ports, program)),
      name: `The API of ${program.title}`,
      scopes: { [scopeOf(program)]: 'Read what is there' },
    })),
    clients: [
      {
        client_id: CALLER.id,
        client_secret: CALLER.secret,
        client_name: 'The caller of the APIs',
        redirect_uris: [],
        grant_types: ['client_credentials'],
        response_types: [],
        scope: ['openid', ...apis.map(scopeOf)].join(' '),
      },
      ...programs.map((program) => clientOf(program, originOf(ports, program))),
    ],
    users: [{ ...ALICE, email_verified: true, given_name: 'Alice', family_name: 'Example', roles: ['admin'] }],
  };
}

function originOf(ports: ReadonlyMap<Program, number>, program: Program): string {
  return `http://localhost:${ports.get(program)}`;
}

function clientOf(program: Program, origin: string): object {
  const { redirect_uris: paths = ['/callback'], ...more } = program.client ?? {};
  const isPublic = more.token_endpoint_auth_method === 'none';
  return {
    client_id: idOf(program),
    ...(isPublic ? {} : { client_secret: SECRET }),
    client_name: program.title,
    redirect_uris: (paths as readonly string[]).map((path) => new URL(path, origin).href),
    scope: 'openid profile email offline_access',
    ...more,
  };
}
