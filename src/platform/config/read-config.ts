import { readFileSync } from 'node:fs';
import { type Config, SERVER_SETTINGS } from './config.js';
import { publishedCredentials } from './production.js';
import { type RoomSettings, readRoomSettings } from './room-settings.js';
import { Settings } from './settings.js';

/** What it is read for. For a command that makes no database, no secret is made for development either. */
export interface ConfigUse extends Pick<Config, 'databaseUse'> {
  /** By a process that applies the bootstrap file; a command may run where it is not. */
  readonly applies?: boolean;
}

/**
 * Reads the configuration from environment variables; each also as `NAME_FILE`.
 * @param rooms what rooms declare as SETTINGS
 * @throws ConfigViolations with every violation at once
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  rooms: readonly RoomSettings[] = [],
  { applies = false, ...use }: ConfigUse = {},
): Config {
  const settings = new Settings(environment, use.databaseUse === undefined);
  const { production } = settings;
  const config: Config = {
    production,
    ...use,
    ...settings.read(SERVER_SETTINGS),
    ...(rooms.length > 0 && { roomSettings: readRoomSettings(settings, rooms) }),
  };
  refuseContradictions(settings, config);
  if (applies) refuseUnreadable(settings, config);
  if (production) refusePublished(settings, config);
  settings.throwViolations();
  return Object.freeze(config);
}

/** What is wrong with settings only together. */
function refuseContradictions(settings: Settings, { workers, databaseUrl, metrics, port }: Config): void {
  if (workers > 1 && databaseUrl === 'sqlite::memory:')
    settings.violation(
      'WORKERS',
      'must be 1 with DATABASE_URL=sqlite::memory:, because each process would have a database of its own',
    );
  if (metrics.port !== undefined && metrics.port === port)
    settings.violation('METRICS_PORT', 'must be another port than PORT');
  if (metrics.port !== undefined && metrics.token !== undefined)
    settings.violation('METRICS_TOKEN', 'cannot be set together with METRICS_PORT, where no token is asked for');
}

function refuseUnreadable(settings: Settings, { bootstrapFile }: Config): void {
  if (bootstrapFile === undefined) return;
  try {
    readFileSync(bootstrapFile);
  } catch {
    settings.violation('BOOTSTRAP_FILE', `names the file ${bootstrapFile}, which cannot be read`);
  }
}

/** A bootstrap file that cannot be read or parsed is refused if it is applied. */
function refusePublished(settings: Settings, { bootstrapFile, issuer }: Config): void {
  if (bootstrapFile === undefined) return;
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(bootstrapFile, 'utf8').replace(/^\uFEFF/, ''));
  } catch {
    return;
  }
  for (const { pointer, detail } of publishedCredentials(document, issuer))
    settings.violation('BOOTSTRAP_FILE', `names ${bootstrapFile}, whose ${pointer} ${detail}`);
}
