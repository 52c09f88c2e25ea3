import { InvalidRequest } from './oauth-error.js';

/** Longest accepted value of one protocol parameter, in characters. */
const LONGEST_VALUE = 8192;

/** Parameters that a request may carry several times: RFC 8707 §2 `resource`. */
const REPEATABLE = new Set(['resource']);

/**
 * The parameters of one protocol request, from a query string or a form.
 *
 * RFC 6749 §3.1: a parameter without a value counts as left out, and no parameter may be repeated.
 */
export class Parameters {
  private constructor(private readonly values: ReadonlyMap<string, readonly string[]>) {}

  /**
   * @param source a parsed query string or form: a value is a string, or a list if the name was repeated
   * @throws InvalidRequest if a parameter is repeated, too long or not text
   */
  static from(source: unknown): Parameters {
    const { parameters, violations } = Parameters.read(source);
    for (const violation of violations.values()) throw violation;
    return parameters;
  }

  /** Like {@link from}, for callers that must first find out where to report violations: those of each parameter, and the others. */
  static read(source: unknown): { parameters: Parameters; violations: ReadonlyMap<string, InvalidRequest> } {
    const values = new Map<string, readonly string[]>();
    const violations = new Map<string, InvalidRequest>();
    for (const [name, value] of Object.entries((source ?? {}) as Record<string, unknown>)) {
      const sent = (Array.isArray(value) ? value : [value]).filter((each) => each !== '');
      const problem = sent.map(problemOf).find((each) => each !== undefined) ?? repetition(name, sent);
      if (problem) violations.set(name, new InvalidRequest(`the parameter ${name} ${problem}`));
      else if (sent.length > 0) values.set(name, sent);
    }
    return { parameters: new Parameters(values), violations };
  }

  /** The value, or undefined if the parameter was left out. */
  get(name: string): string | undefined {
    return this.values.get(name)?.[0];
  }

  /** Every value of a repeatable parameter. */
  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** @throws InvalidRequest if the parameter was left out */
  require(name: string): string {
    const value = this.get(name);
    if (value === undefined) throw new InvalidRequest(`the parameter ${name} is missing`);
    return value;
  }

  /** The parameters with these names. */
  only(names: ReadonlySet<string>): Parameters {
    return new Parameters(new Map([...this.values].filter(([name]) => names.has(name))));
  }

  /** A plain object that {@link Parameters.from} reads back. */
  toJSON(): Record<string, string | readonly string[]> {
    return Object.fromEntries(
      [...this.values].map(([name, all]) => [name, REPEATABLE.has(name) ? all : (all[0] as string)]),
    );
  }
}

function problemOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be text';
  if (value.length > LONGEST_VALUE) return `is longer than ${LONGEST_VALUE} characters`;
  return value.includes('\0') ? 'contains a NUL character' : undefined;
}

function repetition(name: string, sent: readonly unknown[]): string | undefined {
  return sent.length > 1 && !REPEATABLE.has(name) ? `must be sent once, but was sent ${sent.length} times` : undefined;
}
