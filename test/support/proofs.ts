import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** A document of the project. */
export function document(path: string): string {
  return readFileSync(at(path), 'utf8');
}

/** The cells of every row of the tables of a document whose heading begins with this cell. */
export function rowsUnder(text: string, heading: string): readonly (readonly string[])[] {
  return [...text.matchAll(new RegExp(`^\\| ${heading} .*\\n.*\\n((?:\\|.*\\n)+)`, 'gm'))]
    .flatMap(([, rows = '']) => rows.trimEnd().split('\n'))
    .map((line) =>
      line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim()),
    );
}

/** The files that a cell names in `code`. */
export function filesIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);
}

/** The files of a cell that are not there, or no source. */
export function missingFiles(cell: string): readonly string[] {
  return filesIn(cell).filter((path) => !/^(src|hostile)\/.*\.tsx?$/.test(path) || !existsSync(at(path)));
}

/** The tests that a cell names as `file` › title, one a line. */
export function proofsIn(cell: string): readonly (readonly [path: string, title: string])[] {
  return cell.split('<br>').map((proof) => {
    const [, path = proof, title = ''] = /^`([^`]+)` › (.+)$/.exec(proof) ?? [];
    return [path, title] as const;
  });
}

/** The tests of a cell that are not there, as they are written in their source. */
export function missingProofs(cell: string): readonly (readonly [path: string, title: string])[] {
  return proofsIn(cell).filter(([path, title]) => !hasTest(path, title));
}

function hasTest(path: string, title: string): boolean {
  if (!/\.spec\.tsx?$/.test(path) || !existsSync(at(path))) return false;
  const text = readFileSync(at(path), 'utf8');
  return [`'${title}'`, `\`${title}\``, `"${title}"`].some((quoted) => text.includes(quoted));
}
