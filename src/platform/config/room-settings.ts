import { Kind } from '../declarations.js';
import { type Config, SERVER_SETTINGS } from './config.js';
import { type Schema, settingsOf, type Values } from './setting.js';
import { defaultsOf, type Settings } from './settings.js';

/** The values of one section. */
export type SectionValues = Readonly<Record<string, unknown>>;

/**
 * Settings that a room brings. Its services get the values by `@Inject(<settings>.token)`, of the type
 * `ValuesOf<typeof <settings>>`.
 */
export class RoomSettings<S extends Schema = Schema> {
  /** The injection token of the values. */
  readonly token: symbol;

  /** @param section names them in `Config.roomSettings`, which a host application may give */
  constructor(
    readonly section: string,
    readonly schema: S,
  ) {
    this.token = Symbol(`settings of ${section}`);
  }
}

export type ValuesOf<R> = R extends RoomSettings<infer S> ? Values<S> : never;

/** The settings of rooms. */
export const SETTINGS = new Kind<RoomSettings>('settings');

/** The values of every section. */
export function readRoomSettings(
  settings: Settings,
  rooms: readonly RoomSettings[],
): Readonly<Record<string, SectionValues>> {
  return Object.fromEntries(rooms.map(({ section, schema }) => [section, settings.read(schema)]));
}

/**
 * The configuration with the defaults of what it does not say of the settings of rooms.
 * @throws Error if two settings have one name
 */
export function withRoomDefaults(config: Config, rooms: readonly RoomSettings[]): Config {
  if (rooms.length === 0) return config;
  refuseDoubles([...Object.keys(SERVER_SETTINGS), ...rooms.map(({ section }) => section)]);
  refuseDoubles([SERVER_SETTINGS, ...rooms.map(({ schema }) => schema)].flatMap(settingsOf).map(({ name }) => name));
  const sections = rooms.map(({ section, schema }) => {
    const values = { ...defaultsOf(schema), ...config.roomSettings?.[section] };
    return [section, values] as const;
  });
  return Object.freeze({ ...config, roomSettings: Object.fromEntries(sections) });
}

function refuseDoubles(names: readonly string[]): void {
  const double = names.find((name, index) => names.indexOf(name) < index);
  if (double !== undefined) throw new Error(`two settings have the name ${double}`);
}
