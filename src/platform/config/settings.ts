import { readFileSync } from 'node:fs';
import { type Schema, Setting, type SettingsReading, settingsOf, Together, type Values } from './setting.js';

/** Every violation in the settings, reported at once. */
export class ConfigViolations extends Error {
  constructor(readonly violations: readonly string[]) {
    super(
      `The configuration has ${violations.length} mistake${violations.length === 1 ? '' : 's'}:\n${violations.map((each) => `  - ${each}`).join('\n')}`,
    );
    this.name = 'ConfigViolations';
  }
}

/** Reads settings one by one and collects what is wrong with them, so that all is said in one message. */
export class Settings implements SettingsReading {
  /** Each is read once, so that what is wrong with it is said once. */
  private readonly values = new Map<Setting<unknown>, unknown>();
  private readonly violations: string[] = [];

  /** @param makes whether a secret may be made for development, and written to a file */
  constructor(
    private readonly environment: Readonly<Record<string, string | undefined>>,
    readonly makes = true,
    readonly production = environment.NODE_ENV === 'production',
  ) {}

  violation(name: string, problem: string): void {
    this.violations.push(`${name} ${problem}`);
  }

  throwViolations(): void {
    if (this.violations.length > 0) throw new ConfigViolations(this.violations);
  }

  value<T>(setting: Setting<T>): T {
    if (!this.values.has(setting)) this.values.set(setting, setting.read(this));
    return this.values.get(setting) as T;
  }

  /** The value of each setting; members without one are left out. */
  read<S extends Schema>(schema: S): Values<S> {
    const members = Object.entries(schema).map(([member, each]) => [member, this.readMember(each)] as const);
    return Object.fromEntries(members.filter(([, value]) => value !== undefined)) as Values<S>;
  }

  private readMember(each: Schema[string]): unknown {
    if (each instanceof Setting) return this.value(each);
    if (!(each instanceof Together)) return this.read(each);
    const settings = settingsOf(each.schema);
    const present = settings.filter((setting) => this.value(setting) !== undefined);
    if (present.length === settings.length) return this.read(each.schema);
    const [first, ...others] = settings.map(({ name }) => name);
    if (present.length > 0) this.violation(String(first), `and ${others.join(', ')} must be set together`);
    return undefined;
  }

  /** The variable, or the contents of the file that `NAME_FILE` names. An empty value counts as left out. */
  text(name: string): string | undefined {
    const value = this.environment[name];
    const path = this.environment[`${name}_FILE`];
    if (path && value) this.violation(name, `is set together with ${name}_FILE; set one of them`);
    if (!path) return value === '' ? undefined : value;
    try {
      return readFileSync(path, 'utf8').trim();
    } catch {
      this.violation(`${name}_FILE`, `names the file ${path}, which cannot be read`);
      return undefined;
    }
  }
}

/** What holds if nothing is set. Not for settings whose fallback depends on others. */
export function defaultsOf<S extends Schema>(schema: S): Values<S> {
  return new Settings({}).read(schema);
}
