import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Where packages are installed, by name of the package; what is not named is not installed. */
type Installed = Readonly<Record<string, string>>;

/** Packs what would be published, as it was built. @returns the path of the tarball */
export function pack(workspace: '.' | '@gatehouse/resource-server', folder: string): string {
  const which = workspace === '.' ? [] : ['--workspace', workspace];
  const args = ['pack', ...which, '--ignore-scripts', '--json', '--pack-destination', folder];
  const [packed] = JSON.parse(execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8' }));
  return join(folder, packed.filename);
}

/** A file of a tarball. */
export function readPacked(tarball: string, path: string): string {
  return execFileSync('tar', ['-xzOf', tarball, `package/${path}`], { encoding: 'utf8' });
}

/** An application outside of the project, with the tarball and these packages in its `node_modules`. @returns its folder */
export function freshApplication(parent: string, name: string, tarball: string, installed: Installed): string {
  const application = mkdtempSync(join(parent, 'application-'));
  const modules = join(application, 'node_modules');
  mkdirSync(join(modules, name), { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', join(modules, name), '--strip-components', '1']);
  for (const [each, from] of Object.entries(installed)) {
    mkdirSync(dirname(join(modules, each)), { recursive: true });
    symlinkSync(join(from, each), join(modules, each));
  }
  writeFileSync(join(application, 'package.json'), '{ "type": "module" }');
  return application;
}
