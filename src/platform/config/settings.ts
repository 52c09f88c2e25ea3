import { readFileSync } from 'node:fs';

/** Every violation in the settings, reported at once. */
export class ConfigViolations extends Error {
  constructor(readonly violations: readonly string[]) {
    super(
      `The configuration has ${violations.length} mistake${violations.length === 1 ? '' : 's'}:\n${violations.map((each) => `  - ${each}`).join('\n')}`,
    );
    this.name = 'ConfigViolations';
  }
}

/** Reads settings one by one and collects what is wrong with them, so that one message reports all of it. */
export class Settings {
  /** The names that were asked for. */
  readonly names = new Set<string>();
  private readonly violations: string[] = [];

  constructor(private readonly environment: Readonly<Record<string, string | undefined>>) {}

  violation(name: string, problem: string): void {
    this.violations.push(`${name} ${problem}`);
  }

  throwViolations(): void {
    if (this.violations.length > 0) throw new ConfigViolations(this.violations);
  }

  text(name: string, fallback: string): string {
    return this.read(name) ?? fallback;
  }

  integer(name: string, fallback: number, least: number, most: number): number {
    const text = this.read(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    this.violation(name, `must be a whole number from ${least} to ${most}, not "${text}"`);
    return fallback;
  }

  flag(name: string, fallback: boolean): boolean {
    return this.oneOf(name, String(fallback), ['true', 'false']) === 'true';
  }

  oneOf<T extends string>(name: string, fallback: T, allowed: readonly T[]): T {
    const value = this.read(name) ?? fallback;
    if (allowed.includes(value as T)) return value as T;
    this.violation(name, `must be one of ${allowed.join(', ')}, not "${value}"`);
    return fallback;
  }

  list(name: string): readonly string[] {
    return (this.read(name) ?? '')
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '');
  }

  /** `{ [key]: value }`, or nothing if the setting is left out. */
  optional<K extends string>(key: K, name: string, pattern?: RegExp, expected?: string): { [P in K]?: string } {
    const value = this.read(name);
    if (value === undefined) return {};
    if (pattern && !pattern.test(value)) this.violation(name, `must be ${expected}, not "${value}"`);
    return { [key]: value } as { [P in K]?: string };
  }

  optionalUrl<K extends string>(key: K, name: string): { [P in K]?: string } {
    const value = this.read(name);
    if (value !== undefined && !(URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))) {
      this.violation(name, `must be an http or https URL, not "${value}"`);
    }
    return value === undefined ? {} : ({ [key]: value } as { [P in K]?: string });
  }

  /** The variable, or the contents of the file that `NAME_FILE` names. An empty value counts as left out. */
  private read(name: string): string | undefined {
    this.names.add(name);
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
