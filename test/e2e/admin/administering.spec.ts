import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../support/free-port.js';
import { newFolder } from '../../support/program.js';

const PAGE = readFileSync(new URL('../../../docs/administering.md', import.meta.url), 'utf8');
const DIST = fileURLToPath(new URL('../../../dist', import.meta.url));

/** What the page takes for granted: this package (others are not installed), a service of this name, and Keycloak elsewhere. */
const PRELUDE = `
set -Eeuo pipefail
trap 'echo "line $LINENO: $BASH_COMMAND" >&2' ERR
trap 'systemctl stop gatehouse' EXIT
server=
npx() { if [ "$1" = gatehouse ]; then shift; "$NODE" "$DIST/program/cli.js" "$@"; fi; }
kc.sh() { :; }
systemctl() {
  if [ "$1" = start ]; then
    "$NODE" "$DIST/main.js" > server.log 2>&1 &
    server=$!
    until curl -sf -o /dev/null "$ISSUER/health/ready"; do kill -0 "$server"; sleep 0.1; done
  elif [ -n "$server" ]; then
    kill "$server"
    wait "$server" || true
    server=
  fi
}
systemctl start gatehouse
`;

describe('docs/administering.md', () => {
  const folder = newFolder();

  beforeAll(() => {
    const files = {
      'password.txt': 'correct horse battery staple\n',
      'users.csv': /^```csv\n(.*?)^```/ms.exec(PAGE)?.[1] ?? '',
      'realm.json': JSON.stringify({ realm: 'example', users: [{ username: 'kim', enabled: true }] }),
      'users.ndjson': `${JSON.stringify({ user_id: 'auth0|1', email: 'kim@auth0.example' })}\n`,
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    mkdirSync(join(folder, 'backups'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has only commands that work, in this order', async () => {
    const commands = [...PAGE.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block);
    expect(commands.length).toBeGreaterThan(10);
    const script =
      PRELUDE +
      commands
        .join('\n')
        .replaceAll('/var/backups', join(folder, 'backups'))
        .replaceAll('https://login.example.com', '$ISSUER');
    writeFileSync(join(folder, 'commands.sh'), script);
    const port = String(await freePort());
    const child = spawn('bash', ['commands.sh'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        NODE: process.execPath,
        DIST,
        PORT: port,
        ISSUER: `http://localhost:${port}`,
        DATABASE_URL: `sqlite:${join(folder, 'db.sqlite')}`,
        ENCRYPTION_SECRET: 'a-secret-of-the-tests-0123456789abcdef',
      },
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    expect({ code, said: code === 0 ? '' : stderr + stdout.slice(-1000) }).toEqual({ code: 0, said: '' });
  }, 240_000);
});
