import { type Schema, type Setting, settingsOf } from '../platform/config/setting.js';
import { aligned, withTable } from './written-tables.js';

/** Characters of a line in `.env.example`. */
const WIDTH = 120;

const HEAD = [
  'Every setting of Gatehouse with its default. Copy this file to `.env` for development; in production',
  '(NODE_ENV=production) set the variables themselves, no `.env` is read.',
  'Each setting can also be given as NAME_FILE, the path of a file that holds the value, as container secrets are.',
  'It is written by `npm run settings` from the declarations of the settings.',
];

/** `.env.example`: every setting with its default and what it is for. */
export function environmentExample(schemas: readonly Schema[]): string {
  const settings = schemas.flatMap(settingsOf);
  const blocks = settings.map((setting) => [...wrapped(aboutOf(setting)), `${setting.name}=${exampleOf(setting)}`]);
  return `${[HEAD.map((line) => `# ${line}`), ...blocks].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The documentation with the present table of settings between its marks. @throws Error without marks */
export function withSettingsTable(document: string, schemas: readonly Schema[]): string {
  return withTable(document, 'settings', table(schemas.flatMap(settingsOf)));
}

function table(settings: readonly Setting<unknown>[]): string {
  const rows = settings.map((setting) => [
    `\`${setting.name}\``,
    defaultOf(setting),
    setting.options.allowed ?? '',
    setting.options.about,
  ]);
  return aligned([['setting', 'default', 'values', 'what it is for'], ...rows]);
}

function defaultOf(setting: Setting<unknown>): string {
  const example = exampleOf(setting);
  return setting.options.fallbackText ?? (example === '' ? 'none' : `\`${example}\``);
}

function exampleOf({ options: { example, fallback } }: Setting<unknown>): string {
  if (example !== undefined) return example;
  return ['string', 'number', 'boolean'].includes(typeof fallback) ? String(fallback) : '';
}

function aboutOf({ options: { about, allowed } }: Setting<unknown>): string {
  return allowed === undefined ? about : `${about} Values: ${allowed}.`;
}

/** Comment lines of at most {@link WIDTH} characters. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '#';
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = '#';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
