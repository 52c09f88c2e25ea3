import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePort } from '../support/free-port.js';
import { environment, Program } from '../support/program.js';
import { freshApplication, pack, ROOT, readPacked } from './support/fresh-application.js';
import { compile } from './support/typescript.js';

const MODULES = join(ROOT, 'node_modules');
const installed = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, MODULES]));

/** README's example of a host application, with addresses of its own. */
function host(issuer: string, port: string): string {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const example = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].find(([, code]) =>
    code?.includes("from 'gatehouse'"),
  )?.[1];
  return `${example?.replace('https://login.example.com', issuer).replace('listen(3000)', `listen(${port})`)}
console.log('listening');
`;
}

describe('the packed tarball of gatehouse', () => {
  let folder: string;
  let tarball: string;
  let manifest: { dependencies: Record<string, string>; peerDependencies: Record<string, string>; overrides?: object };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-package-'));
    tarball = pack('.', folder);
    manifest = JSON.parse(readPacked(tarball, 'package.json'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('starts a server with no other package than its dependencies', async () => {
    const application = freshApplication(folder, 'gatehouse', tarball, installed(Object.keys(manifest.dependencies)));
    const settings = await environment({ CWD: application, DOCS_ENABLED: 'true' });
    const main = pathToFileURL(join(application, 'node_modules/gatehouse/dist/main.js'));
    const server = new Program(main, [], { ...settings, ISSUER: `http://localhost:${settings.PORT}` });
    try {
      await server.says(/^listening on/m);
      const paths = ['/.well-known/openid-configuration', '/docs', '/docs/swagger-ui-bundle.js', '/login'];
      const answers = await Promise.all(paths.map((path) => fetch(`http://localhost:${settings.PORT}${path}`)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    } finally {
      server.signal('SIGKILL');
      await server.ended;
    }
  });

  it('has what systemd needs, where the guide for operators says', () => {
    const guide = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8');
    expect(guide).toContain('node_modules/gatehouse/deploy/systemd\n');
    for (const name of ['gatehouse', 'gatehouse.service', 'gatehouse-backup.service', 'gatehouse-backup.timer'])
      expect(readPacked(tarball, `deploy/systemd/${name}`)).toBe(
        readFileSync(join(ROOT, 'deploy/systemd', name), 'utf8'),
      );
  });

  it('is a module of another Nest application, which brings Nest and nothing else', async () => {
    const names = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies), '@types/node'];
    const application = freshApplication(folder, 'gatehouse', tarball, installed(names));
    const port = String(await freePort());
    const issuer = `http://localhost:${port}`;
    writeFileSync(join(application, 'app.ts'), host(issuer, port));
    expect(compile(application, ['app.ts'], { emit: true })).toEqual([]);
    const settings = await environment({ CWD: application });
    const program = new Program(pathToFileURL(join(application, 'app.js')), [], settings);
    try {
      await program.says(/^listening/m);
      const answer = await fetch(`${issuer}/.well-known/openid-configuration`);
      await expect(answer.json()).resolves.toMatchObject({ issuer });
      const login = await fetch(`${issuer}/login`);
      expect([login.status, await login.text()]).toEqual([200, expect.stringContaining('Sign in')]);
    } finally {
      program.signal('SIGKILL');
      await program.ended;
    }
  });
});
