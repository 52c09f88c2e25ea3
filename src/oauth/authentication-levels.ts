/**
 * How strongly people can be authenticated here, the weakest first: OIDC Core §2 `acr`. A level satisfies each one before it.
 * `1` is one factor, the URN two of different kinds. `phr` and `phrh` are those of OpenID Connect EAP ACR Values 1.0 §2:
 * phishing-resistant, and with a key that hardware protects; here each of them stands for two factors as well.
 */
export const LEVELS = ['1', 'urn:gatehouse:acr:2fa', 'phr', 'phrh'] as const;

export type Level = (typeof LEVELS)[number];

const [ONE_FACTOR, TWO_FACTORS, PHISHING_RESISTANT, HARDWARE_PROTECTED] = LEVELS;

export { ONE_FACTOR, TWO_FACTORS };

/** Methods of RFC 8176 §2 by kind of factor; `pop` is of EAP ACR Values 1.0 §3. */
const KINDS: readonly ReadonlySet<string>[] = [
  new Set(['pwd', 'pin', 'kba']),
  new Set(['otp', 'hwk', 'swk', 'pop', 'sc', 'sms', 'tel']),
  new Set(['face', 'fpt', 'iris', 'retina', 'vbm']),
];

/** Methods by which nothing is proven to another site that could be used here: a key signs for one origin only. */
const PHISHING_RESISTANT_METHODS: ReadonlySet<string> = new Set(['hwk', 'swk', 'pop']);

/** RFC 8176 §2: several factors of different kinds were used. */
const SEVERAL = 'mfa';

export function isLevel(acr: string): acr is Level {
  return (LEVELS as readonly string[]).includes(acr);
}

/** The level that these methods of RFC 8176 reach together. */
export function acrOf(amr: readonly string[]): Level {
  if (!isSeveral(amr)) return ONE_FACTOR;
  if (!amr.some((method) => PHISHING_RESISTANT_METHODS.has(method))) return TWO_FACTORS;
  return amr.includes('hwk') ? HARDWARE_PROTECTED : PHISHING_RESISTANT;
}

/** The methods of several proofs of one person, each once, with `mfa` if they are of different kinds (RFC 8176 §2). */
export function together(...proofs: readonly (readonly string[])[]): readonly string[] {
  const methods = new Set(proofs.flat());
  if (isSeveral([...methods])) methods.add(SEVERAL);
  return [...methods];
}

function isSeveral(amr: readonly string[]): boolean {
  return amr.includes(SEVERAL) || KINDS.filter((kind) => amr.some((method) => kind.has(method))).length > 1;
}

/** Whether a person who reached this `acr` is authenticated strongly enough; an unknown `acr` stands for itself alone. */
export function satisfies(reached: string, wanted: string): boolean {
  if (reached === wanted) return true;
  return isLevel(reached) && isLevel(wanted) && LEVELS.indexOf(reached) >= LEVELS.indexOf(wanted);
}

/** The stronger one of two levels. */
export function stronger(one: Level, other: Level): Level {
  return satisfies(one, other) ? one : other;
}

/** The levels that can be reached if this is the strongest one. */
export function upTo(strongest: Level): readonly Level[] {
  return LEVELS.slice(0, LEVELS.indexOf(strongest) + 1);
}
