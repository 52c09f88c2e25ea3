import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

// Prints the software bill of materials (CycloneDX) of a release: the packages that are bundled, and those that an
// installation brings.
const npm = (...args) => execFileSync('npm', args, { encoding: 'utf8', maxBuffer: 1 << 28 });

const bundled = readFileSync('dist/program/LICENSES.txt', 'utf8')
  .match(/^@?[a-z][^ ]* \d+\.\d+\.\d+\S*$/gm)
  .map((line) => line.replace(' ', '@'));
const installed = npm('ls', '--workspaces=false', '--omit=dev', '--all', '--parseable', '--long')
  .split('\n')
  .map((line) => line.slice(line.lastIndexOf(':') + 1));
const shipped = new Set([...bundled, ...installed]);

const all = JSON.parse(npm('sbom', '--sbom-format', 'cyclonedx'));
const components = all.components.filter(({ name, version }) => shipped.has(`${name}@${version}`));
const kept = new Set([all.metadata.component, ...components].map((component) => component['bom-ref']));
const dependencies = all.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => kept.has(each)) }));
console.log(JSON.stringify({ ...all, components, dependencies }, null, 2));
