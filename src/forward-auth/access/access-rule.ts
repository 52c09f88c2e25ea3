import type { Level } from '../../oauth/authentication-levels.js';
import { type Fit, pathFit, readPath } from './request-path.js';

/** `signed-in`: for people who are signed in and whom the rest of the rule admits; `public`: for anyone. */
export const ACCESSES = ['signed-in', 'public'] as const;

/** Who may send some of the requests to a protected host, under the names of the admin API. */
export interface AccessRule {
  /** Each stands for itself and for everything below it. Left out: every path. */
  readonly paths?: readonly string[];
  /** `GET` stands for `HEAD` too. Left out: every method. */
  readonly methods?: readonly string[];
  /** Left out: `signed-in`. */
  readonly access?: (typeof ACCESSES)[number];
  /** People need one of them; left out: none. */
  readonly roles?: readonly string[];
  /** People need to be in one of them, beside a role if roles are named too; left out: none. */
  readonly groups?: readonly string[];
  /** The weakest authentication that will do; left out: any. */
  readonly minimum_acr?: Level;
}

/** A request to a protected host, as its proxy tells of it. */
export interface AskedAccess {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly uri: string;
}

/** `unclear`: the path or the method can be read in two ways, of which a rule fits one. */
export type FoundRule = AccessRule | 'none' | 'unclear';

/** The rule that decides about a request: the first one that fits. */
export function ruleFor(rules: readonly AccessRule[], { method, uri }: AskedAccess): FoundRule {
  const path = readPath(uri);
  for (const rule of rules) {
    const fits: readonly Fit[] = [
      rule.methods ? methodFit(rule.methods, method) : 'fits',
      rule.paths ? pathFit(rule.paths, path) : 'fits',
    ];
    if (fits.includes('differs')) continue;
    return fits.includes('unclear') ? 'unclear' : rule;
  }
  return 'none';
}

/** Whether the person belongs to those whom the rule admits. */
export function admits(rule: AccessRule, roles: readonly string[], groups: readonly string[] = []): boolean {
  return hasOneOf(rule.roles, roles) && hasOneOf(rule.groups, groups);
}

function hasOneOf(needed: readonly string[] | undefined, held: readonly string[]): boolean {
  return needed === undefined || needed.some((each) => held.includes(each));
}

/** Methods are told apart by case (RFC 9110 §9.1), but some apps take `post` for `POST`. */
function methodFit(methods: readonly string[], method: string): Fit {
  const named = (each: string) => methods.includes(each) || (each === 'HEAD' && methods.includes('GET'));
  if (named(method)) return 'fits';
  return named(method.toUpperCase()) ? 'unclear' : 'differs';
}
