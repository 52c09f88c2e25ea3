import { readFileSync } from 'node:fs';
import { roomsOf } from '../../src/app.module.js';
import { SERVER_SETTINGS } from '../../src/platform/config/config.js';
import { SETTINGS } from '../../src/platform/config/room-settings.js';
import { settingsOf } from '../../src/platform/config/setting.js';
import { Declarations } from '../../src/platform/declarations.js';
import { environmentExample, withSettingsTable } from '../../src/server/describe-settings.js';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the settings as they are declared', () => {
  const declared = new Declarations(roomsOf({ metrics: {} })).all(SETTINGS);
  const schemas = [SERVER_SETTINGS, ...declared.map(({ schema }) => schema)];

  it('are what .env.example has; else run npm run settings', () => {
    expect(read('.env.example')).toBe(environmentExample(schemas));
  });

  it('are what the table of docs/operating.md has; else run npm run settings', () => {
    const document = read('docs/operating.md');
    expect(document).toBe(withSettingsTable(document, schemas));
  });

  it('have one name each, and say in sentences what they are for', () => {
    const settings = schemas.flatMap(settingsOf);
    expect(new Set(settings.map(({ name }) => name)).size).toBe(settings.length);
    expect(settings.filter(({ options }) => !/^[a-zA-Z].*\.$/.test(options.about)).map(({ name }) => name)).toEqual([]);
  });
});
