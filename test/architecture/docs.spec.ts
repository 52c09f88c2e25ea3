import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sourceFiles } from '../support/source-files.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Folders whose files documents name in `code`, from the root. */
const FOLDERS = [
  'src',
  'test',
  'docs',
  'examples',
  'migrations',
  'schemas',
  'bench',
  'hostile',
  'interop',
  'deploy',
  '.ci',
];

const LINK = /\]\((?!\w+:|#)([^)\s]+)(?:\s+"[^"]*")?\)/g;
const MENTION = new RegExp(`\`((?:${FOLDERS.map((name) => name.replace('.', '\\.')).join('|')})/[^\`\\s]*)\``, 'g');

/** What stands for many paths, or for one that is different each time. */
const PATTERN = /[*<>{}…]/;

/** What declares a kind of thing that rooms bring. */
const KIND = /^export const (\w+) = new (?:Peer)?Kind[<(]/gm;

/** What is declared as another kind, of which their readers see a part. */
const SEEN_AS_OTHERS = ['GRANT_DESCRIPTIONS', 'CLAIM_NAMES'];

describe('documents', () => {
  it.each(documents())('point at what exists: %s', (document) => {
    const text = readFileSync(join(ROOT, document), 'utf8').replaceAll(/^```.*?^```/gms, '');
    const links = matches(text, LINK).map((link) => join(dirname(document), link.replace(/#.*$/, '')));
    const missing = [...links, ...matches(text, MENTION)].filter((path) => !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });

  it('name every kind of thing that rooms declare', () => {
    const sources = sourceFiles('src').filter(({ path }) => !path.endsWith('.spec.ts'));
    const kinds = sources.flatMap(({ text }) => [...text.matchAll(KIND)].map(([, name]) => name as string));
    expect(kinds.length).toBeGreaterThan(30);
    const architecture = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
    expect(kinds.filter((kind) => !SEEN_AS_OTHERS.includes(kind) && !architecture.includes(`\`${kind}\``))).toEqual([]);
  });
});

/** The documents of the root folder and all of docs. */
function documents(): readonly string[] {
  const inRoot = readdirSync(ROOT, { withFileTypes: true });
  const inDocs = readdirSync(join(ROOT, 'docs'), { withFileTypes: true, recursive: true });
  return [...inRoot, ...inDocs]
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function matches(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, path = '']) => path).filter((path) => !PATTERN.test(path));
}
