/** Says what is wrong with the value of a setting; the message goes on after its name. */
export type Wrong = (problem: string) => void;

/** What the reading of one setting asks and tells: the other settings are at hand, and what is wrong is collected. */
export interface SettingsReading {
  /** Whether a secret may be made for development, and written to a file. */
  readonly makes: boolean;
  readonly production: boolean;
  /** What is set; undefined: it is left out. */
  text(name: string): string | undefined;
  value<T>(setting: Setting<T>): T;
  violation(name: string, problem: string): void;
}

/** All that is said of one environment variable. */
export interface SettingOptions<T> {
  /** The environment variable. */
  readonly name: string;
  /** What it is for: one or more sentences, for `.env.example` and the documentation. */
  readonly about: string;
  /** What holds if it is left out. */
  readonly fallback: T | ((settings: SettingsReading, wrong: Wrong) => T);
  /** The fallback in words, if it is no constant. */
  readonly fallbackText?: string;
  /** What `.env.example` has; left out: the fallback, if it is a constant. */
  readonly example?: string;
  /** What a value may be, in a few words. */
  readonly allowed?: string;
}

/** One setting: an environment variable, its type, and what it is for. */
export class Setting<T> {
  /** @param parse of the text that is set; undefined: as if it were left out */
  constructor(
    readonly options: SettingOptions<T>,
    private readonly parse: (text: string, wrong: Wrong, settings: SettingsReading) => T | undefined,
  ) {}

  get name(): string {
    return this.options.name;
  }

  /** The value; what is wrong with it is told to `settings`. */
  read(settings: SettingsReading): T {
    const wrong: Wrong = (problem) => settings.violation(this.name, problem);
    const text = settings.text(this.name);
    const value = text === undefined ? undefined : this.parse(text, wrong, settings);
    if (value !== undefined) return value;
    const { fallback } = this.options;
    return typeof fallback === 'function'
      ? (fallback as (settings: SettingsReading, wrong: Wrong) => T)(settings, wrong)
      : fallback;
  }
}

/** Settings of which either all are set or none is. */
export class Together<S extends Schema> {
  constructor(readonly schema: S) {}
}

/** Settings by the names that the program has for them. */
export interface Schema {
  readonly [member: string]: Setting<unknown> | Together<Schema> | Schema;
}

type Value<S> =
  S extends Setting<infer T>
    ? T
    : S extends Together<infer G>
      ? { readonly [K in keyof Values<G>]-?: Values<G>[K] } | undefined
      : Values<S>;

/** What a schema reads: one member per setting; those without a fallback are optional. */
export type Values<S> = string extends keyof S ? Readonly<Record<string, unknown>> : Members<S>;

type Members<S> = {
  readonly [K in keyof S as undefined extends Value<S[K]> ? never : K]: Value<S[K]>;
} & {
  readonly [K in keyof S as undefined extends Value<S[K]> ? K : never]?: Exclude<Value<S[K]>, undefined>;
};

/** Every setting of a schema, in its order. */
export function settingsOf(schema: Schema): readonly Setting<unknown>[] {
  return Object.values(schema).flatMap((each) => {
    if (each instanceof Setting) return [each];
    return settingsOf(each instanceof Together ? each.schema : each);
  });
}
