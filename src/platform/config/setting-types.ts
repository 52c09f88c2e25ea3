import { isIP } from 'node:net';
import { accentProblem } from '../validation/colour.js';
import { Setting, type SettingOptions } from './setting.js';

type Optional<T> = Omit<SettingOptions<T | undefined>, 'fallback'>;

/** What `check` finds wrong with a text; undefined: nothing. */
type Check = (text: string) => string | undefined;

export function text(options: SettingOptions<string>): Setting<string> {
  return new Setting(options, (given) => given);
}

/** A text, or nothing. */
export function optionalText(options: Optional<string>, check: Check = () => undefined): Setting<string | undefined> {
  return new Setting({ ...options, fallback: undefined }, (given, wrong) => {
    const problem = check(given);
    if (problem !== undefined) wrong(problem);
    return given;
  });
}

export function optionalUrl(options: Optional<string>): Setting<string | undefined> {
  return optionalText(options, (given) =>
    URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)
      ? undefined
      : `must be an http or https URL, not "${given}"`,
  );
}

/** The colour of what people act on. @param pages on which it has to be readable */
export function optionalAccent(options: Optional<string>, pages: 'light' | 'dark'): Setting<string | undefined> {
  return optionalText(options, (given) => {
    const problem = accentProblem(given, pages);
    return problem === undefined ? undefined : `${problem}, not "${given}"`;
  });
}

interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** A whole number. */
export function integer({ least, most, ...options }: SettingOptions<number> & Bounds): Setting<number> {
  return new Setting({ allowed: `${least} to ${most}`, ...options }, (given, wrong) =>
    integerOf(given, { least, most }, wrong),
  );
}

/** A whole number, or nothing. */
export function optionalInteger({ least, most, ...options }: Optional<number> & Bounds): Setting<number | undefined> {
  return new Setting({ allowed: `${least} to ${most}`, ...options, fallback: undefined }, (given, wrong) =>
    integerOf(given, { least, most }, wrong),
  );
}

/** The number that a text is; if it is none, says so. */
export function integerOf(
  given: string,
  { least, most }: Bounds,
  wrong: (problem: string) => void,
): number | undefined {
  const value = Number(given);
  if (/^\d+$/.test(given) && value >= least && value <= most) return value;
  wrong(`must be a whole number from ${least} to ${most}, not "${given}"`);
  return undefined;
}

export function oneOf<const T extends string>(options: SettingOptions<NoInfer<T>>, allowed: readonly T[]): Setting<T> {
  return new Setting<T>({ allowed: allowed.join(', '), ...options }, (given, wrong) => {
    const value = allowed.find((each) => each === given);
    if (value === undefined) wrong(`must be one of ${allowed.join(', ')}, not "${given}"`);
    return value;
  });
}

/** Some of the allowed texts, separated by commas; by default none. */
export function someOf<const T extends string>(
  options: Omit<SettingOptions<readonly T[]>, 'fallback'>,
  allowed: readonly T[],
): Setting<readonly T[]> {
  return new Setting<readonly T[]>(
    { allowed: `of ${allowed.join(', ')}`, ...options, fallback: [] },
    (given, wrong) => {
      const list = listOf(given);
      for (const each of list.filter((text) => !allowed.some((one) => one === text)))
        wrong(`must list some of ${allowed.join(', ')}, not "${each}"`);
      return allowed.filter((each) => list.includes(each));
    },
  );
}

export function flag(options: SettingOptions<boolean>): Setting<boolean> {
  return new Setting({ allowed: 'true, false', ...options }, (given, wrong) => {
    if (given === 'true' || given === 'false') return given === 'true';
    wrong(`must be one of true, false, not "${given}"`);
    return undefined;
  });
}

/** The parts of a text between its commas. */
export function listOf(given: string): readonly string[] {
  return given
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

/** Addresses or CIDR ranges, separated by commas; by default none. */
export function networks(options: Omit<SettingOptions<readonly string[]>, 'fallback'>): Setting<readonly string[]> {
  return new Setting<readonly string[]>({ ...options, fallback: [] }, (given, wrong) => {
    const list = listOf(given);
    for (const network of list.filter((each) => !isNetwork(each)))
      wrong(`must list addresses or CIDR ranges such as 10.0.0.0/8, not "${network}"`);
    return list;
  });
}

/** Whether this is an IP address, alone or with the length of a network's prefix. */
function isNetwork(given: string): boolean {
  const [address = '', prefix, ...more] = given.split('/');
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  return (
    more.length === 0 && bits > 0 && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits))
  );
}
