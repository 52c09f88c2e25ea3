import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Program } from '../support/program.js';
import { startTestIssuer, type TestIssuer } from '../support/test-issuer.js';
import { freshApplication, pack, ROOT, readPacked } from './support/fresh-application.js';
import { compile } from './support/typescript.js';

const AUDIENCE = 'https://api.example.com';

/** Where the packages of each major version of Nest are installed. */
const NEST = { 11: join(ROOT, 'test/support/nest-11/node_modules'), 12: join(ROOT, 'node_modules') };

/** All that a consumer installs beside the package, and what Nest needs to run at all. */
const INSTALLED = ['jose', 'rxjs', 'reflect-metadata', '@types/node'];

/** The controller of the package's README, in an application that listens. */
function applicationOn(platform: 'express' | 'fastify'): string {
  const readme = readFileSync(join(ROOT, 'packages/resource-server/README.md'), 'utf8');
  const [, example = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  const adapter = platform === 'express' ? 'ExpressAdapter' : 'FastifyAdapter';
  return `import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ${adapter} } from '@nestjs/platform-${platform}';
${example.replace("'https://login.example.com'", 'process.env.ISSUER as string')}
const app = await NestFactory.create(ApiModule, new ${adapter}() as never, { logger: false });
await app.listen(Number(process.env.PORT), '127.0.0.1');
console.log('listening on ' + (await app.getUrl()));
`;
}

describe('the packed tarball of @gatehouse/resource-server', () => {
  let folder: string;
  let issuer: TestIssuer;
  let tarball: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'resource-server-'));
    issuer = await startTestIssuer();
    tarball = pack('@gatehouse/resource-server', folder);
  });
  afterAll(async () => {
    await issuer.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A fresh application beside Nest of that major version. */
  function newApplication(major: 11 | 12, platform: 'express' | 'fastify'): string {
    const nest = ['common', 'core', `platform-${platform}`].map((name) => [`@nestjs/${name}`, NEST[major]]);
    const others = INSTALLED.map((name) => [name, NEST[12]]);
    const installed = Object.fromEntries([...nest, ...others]);
    const application = freshApplication(folder, '@gatehouse/resource-server', tarball, installed);
    writeFileSync(join(application, 'app.ts'), applicationOn(platform));
    return application;
  }

  it('needs Nest and jose, and nothing else', () => {
    const manifest = JSON.parse(readPacked(tarball, 'package.json'));
    expect(manifest.dependencies).toBeUndefined();
    expect(Object.keys(manifest.peerDependencies)).toEqual(['@nestjs/common', '@nestjs/core', 'jose']);
  });

  it.each([
    [11, 'express'],
    [11, 'fastify'],
    [12, 'express'],
    [12, 'fastify'],
  ] as const)('compiles and protects a route on Nest %i with %s', async (major, platform) => {
    const application = newApplication(major, platform);
    expect(compile(application, ['app.ts'], { emit: true })).toEqual([]);
    const environment = { ISSUER: issuer.issuer, PORT: '0' };
    const program = new Program(pathToFileURL(join(application, 'app.js')), [], environment);
    try {
      await program.says(/^listening on /m);
      const address = /^listening on (.*)$/m.exec(program.stdout)?.[1];
      const call = (token?: string) =>
        fetch(`${address}/reports`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
      const answer = await call(await issuer.token({ aud: AUDIENCE, scope: 'api:read' }));
      expect([answer.status, await answer.json()]).toEqual([200, { reportsOf: 'alice' }]);
      const other = await issuer.token({ aud: AUDIENCE, scope: 'api:write' });
      const refusals = await Promise.all([call(), call(other), call('x')]);
      expect(refusals.map(({ status }) => status)).toEqual([401, 403, 401]);
      for (const { headers } of refusals) expect(headers.get('www-authenticate')).toMatch(/^Bearer /);
    } finally {
      program.signal('SIGKILL');
      await program.ended;
    }
  });
});
