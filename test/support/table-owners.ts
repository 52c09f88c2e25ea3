import { dirname } from 'node:path';
import { mentionsIn } from './statements.js';

/** A file of src, by its path from the root of the project. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Which file declares the entity of each table. */
export type Owners = ReadonlyMap<string, string>;

/** Tables that two repositories of their room change, and why. */
const CHANGED_BY_TWO: Readonly<Record<string, string>> = {
  audit_events: 'one appends events, the other one seals them into the chain and deletes the old ones',
};

/** The tables by the files of their entities. */
export function ownersIn(files: readonly SourceFile[]): Owners {
  return new Map(
    files.flatMap(({ path, text }) => [...text.matchAll(/@Entity\('(\w+)'/g)].map(([, table]) => [table ?? '', path])),
  );
}

/**
 * Who breaks the rule of tables: a table belongs to the room of its entity. Its repositories (`*.repository.ts`) alone name
 * it in SQL, one alone changes it, and no other room imports its entity, but to refer to it by a foreign key. What another
 * room needs in a statement of its own, the owner's repository gives as a piece of SQL. Doctor checks (`*.doctor.ts`) read.
 */
export function offencesIn(files: readonly SourceFile[], owners: Owners): readonly string[] {
  const tables = new Set(owners.keys());
  const changers = new Map<string, Set<string>>();
  const offences = files.flatMap(({ path, text }) => {
    const found = new Set<string>();
    for (const { table, changes } of mentionsIn(text, tables)) {
      if (table === undefined) {
        if (!isOfDatabase(path)) found.add(`${path} names a table by a value`);
        continue;
      }
      if (roomOf(path) !== roomOf(owners.get(table) ?? '')) found.add(`${path} names ${table} of another room`);
      else if (!mayName(path, changes)) found.add(`${path} names ${table} outside of a repository`);
      if (changes) changers.set(table, (changers.get(table) ?? new Set()).add(path));
    }
    for (const entity of entitiesImportedBy({ path, text })) {
      if (roomOf(path) !== roomOf(entity)) found.add(`${path} imports ${entity} of another room`);
    }
    return [...found];
  });
  for (const [table, paths] of changers)
    if (paths.size > 1 && !(table in CHANGED_BY_TWO && paths.size === 2))
      offences.push(`${[...paths].sort().join(' and ')} change ${table}`);
  return offences.sort();
}

/** The folder of src; `platform` and `admin` hold one part a folder. */
function roomOf(path: string): string {
  const [, room = '', part = ''] = dirname(path).split('/');
  return ['platform', 'admin'].includes(room) ? `${room}/${part}` : room;
}

function mayName(path: string, changes: boolean): boolean {
  return path.endsWith('.repository.ts') || isOfDatabase(path) || (path.endsWith('.doctor.ts') && !changes);
}

/** Where statements are made for whatever table is named. */
function isOfDatabase(path: string): boolean {
  return path.startsWith('src/platform/database/');
}

/** As values; a foreign key of an entity names the entity of another. */
function entitiesImportedBy({ path, text }: SourceFile): readonly string[] {
  if (path.endsWith('.entity.ts')) return [];
  const imports = text.matchAll(/^import (?!type )[^;]*? from '(\.[^']*\.entity)\.js';$/gm);
  return [...imports].map(([, module]) => new URL(`${module}.ts`, `file:///${path}`).pathname.slice(1));
}
