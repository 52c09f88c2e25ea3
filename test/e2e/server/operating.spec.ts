import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../support/free-port.js';
import { newFolder } from '../../support/program.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const GUIDE = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8');

/** The commands of a section, in order. */
function commandsOf(heading: string): readonly string[] {
  const [, section = ''] = new RegExp(`^${heading}\n(.*?)^#`, 'ms').exec(GUIDE.replaceAll(/^# /gm, '\\# ')) ?? [];
  return [...section.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block);
}

/** Programs that stand in for those of the machine that a test must not use, such as systemctl. */
const MACHINE = fileURLToPath(new URL('../../support/machine', import.meta.url));

describe('docs/operating.md', () => {
  const here = newFolder();
  /** The folders that the guide names, below that of the test. */
  const below = (commands: string) => commands.replaceAll(/(?<![\w.])\/(?=(?:opt|etc|var|usr\/local)\/)/g, `${here}/`);

  beforeAll(() => {
    for (const folder of ['bin', 'usr/local/bin', 'etc/systemd/system', 'var/lib', 'package/deploy/systemd'])
      mkdirSync(join(here, folder), { recursive: true });
    symlinkSync(process.execPath, join(here, 'bin/node'));
    for (const name of ['dist', 'node_modules', 'package.json', 'schemas'])
      symlinkSync(join(ROOT, name), join(here, 'package', name));
    for (const name of ['gatehouse', 'gatehouse.service', 'gatehouse-backup.service', 'gatehouse-backup.timer']) {
      const file = below(readFileSync(join(ROOT, 'deploy/systemd', name), 'utf8'));
      writeFileSync(join(here, 'package/deploy/systemd', name), file.replaceAll('/usr/bin/node', process.execPath));
    }
  });
  afterAll(() => rmSync(here, { recursive: true, force: true }));

  it('has commands that install, back up, upgrade and restore, in this order', async () => {
    const install = commandsOf('### On a machine').filter((block) => !block.includes('psql'));
    expect(install.length).toBeGreaterThan(5);
    const commands = [install, commandsOf('## Upgrade and roll back').slice(0, 1), commandsOf('### SQLite')].flat();
    const script = below(commands.join('\n'))
      .replaceAll(/^gatehouse doctor$/gm, 'gatehouse doctor --json > "$HERE/doctor.json"')
      .replaceAll('systemctl enable --now gatehouse-backup.timer', '$&\nls "$HERE/var/backups/gatehouse"');
    writeFileSync(join(here, 'commands.sh'), `set -Eeuo pipefail\ntrap 'systemctl stop gatehouse' EXIT\n${script}`);
    const child = spawn('bash', ['commands.sh'], {
      cwd: here,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${MACHINE}:${here}/bin:${here}/usr/local/bin:${process.env.PATH}`,
        HERE: here,
        PACKAGE: join(here, 'package'),
        PORT: String(await freePort()),
      },
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    expect({ code, said: code === 0 ? '' : stderr + stdout.slice(-2000) }).toEqual({ code: 0, said: '' });
    expect(stdout).toMatch(/^status {2}ok$/m);
    expect(stdout).toMatch(/https:\/\/login\.example\.com\/setup\?token=/);
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.sqlite$/m);
    expect(stdout).toMatch(/^restored_from .*now\.sqlite$/m);
    const findings = JSON.parse(readFileSync(join(here, 'doctor.json'), 'utf8')) as { check: string; result: string }[];
    // The name of the host leads to no one.
    expect(findings.filter(({ result }) => result !== 'ok').map(({ check }) => check)).toEqual(['issuer']);
  });
});
