import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AuditEventCatalogue } from '../../src/audit/audit-event-catalogue.js';
import type { AuditEventType, AuditEventTypes } from '../../src/audit/audit-event-type.js';
import { AUDIT_EVENT_TYPES } from '../support/audit-event-catalogue.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(ROOT + path, 'utf8');

const NAMES = AUDIT_EVENT_TYPES.map(({ name }) => name);
/** Whether a search for it can find events. */
const isFilter = (text: string) => NAMES.some((name) => name === text || name.startsWith(`${text}.`));

const ROW = /^\| `([a-z_.-]+)` +\| (.+?) +\|$/gm;

describe('the types of audit events', () => {
  it('are all declared that a room has', async () => {
    const files = filesOf('src').filter((file) => file.endsWith('/audit-events.ts'));
    const modules = await Promise.all(files.map((file) => import(`${ROOT}${file}`)));
    const types = modules.flatMap((module: Readonly<Record<string, AuditEventTypes>>) =>
      Object.values(module).flatMap((each) => Object.values(each)),
    );
    expect(types.length).toBeGreaterThan(40);
    expect(new Set(types)).toEqual(new Set(AUDIT_EVENT_TYPES));
  });

  it('are listed and explained in the documentation, in the order of their names', () => {
    const rows = [...read('docs/audit-events.md').matchAll(ROW)].map(([, name, description]) => [name, description]);
    const sorted = AUDIT_EVENT_TYPES.toSorted((left, right) => (left.name < right.name ? -1 : 1));
    expect(rows).toEqual(sorted.map(({ name, description }) => [name, description]));
  });

  it('have names of one form, except those that were stored before there was a rule', () => {
    const old = AUDIT_EVENT_TYPES.filter(({ isOldName }) => isOldName).map(({ name }) => name);
    expect(old.toSorted()).toEqual([
      'logout',
      'signing-key.created',
      'signing-key.revoked',
      'signing-key.rotated',
      'tokens.issued',
      'tokens.refreshed',
      'tokens.revoked',
    ]);
    for (const name of old) expect(read('docs/audit-events.md').split('| event')[0]).toContain(`\`${name}\``);
  });

  it('are those that the API and the documents give as examples', () => {
    const document = JSON.parse(read('schemas/openapi.json'));
    const { parameters } = document.paths['/admin/v1/audit-events'].get;
    const filter = parameters.find(({ name }: { name: string }) => name === 'type').schema.example;
    const event = document.components.schemas.AuditEvent.properties.type.example;
    const commands = ['README.md', ...filesOf('docs').filter((file) => file.endsWith('.md'))]
      .flatMap((path) => [...read(path).matchAll(/audit list [^\n]*?--type ([\w.-]+)/g)])
      .map(([, type]) => type as string);
    expect(commands.length).toBeGreaterThan(0);
    expect(NAMES).toContain(event);
    expect([filter, ...commands].filter((each) => !isFilter(each))).toEqual([]);
  });

  it.each(['Note.written', 'note', 'note-book.written', 'note.', '.written', 'a.b.c', `note.${'x'.repeat(60)}`])(
    'are not named %s',
    (name) => {
      expect(() => new AuditEventCatalogue([type(name)])).toThrow(`the audit event ${name} must be named`);
    },
  );

  it('are declared once', () => {
    expect(() => new AuditEventCatalogue([type('note.written')])).not.toThrow();
    expect(() => new AuditEventCatalogue([type('note.written'), type('note.written')])).toThrow('declared twice');
  });
});

/** Paths from the root. */
function filesOf(folder: string): readonly string[] {
  return readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`);
}

function type(name: string): AuditEventType {
  return { name, description: 'A test.' };
}
