import type { Level } from '../../oauth/authentication-levels.js';
import { pathFit, readPath } from './request-path.js';

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

/** `unclear`: the path can be read in two ways, of which a rule fits one. */
export type FoundRule = AccessRule | 'none' | 'unclear';

/** The rule that decides about a request: the first one that fits. */
export function ruleFor(rules: readonly AccessRule[], { method, uri }: AskedAccess): FoundRule {
  const path = readPath(uri);
  for (const rule of rules) {
    if (rule.methods && !fitsMethod(rule.methods, method)) continue;
    const fit = rule.paths ? pathFit(rule.paths, path) : 'fits';
    if (fit === 'unclear') return 'unclear';
    if (fit === 'fits') return rule;
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

function fitsMethod(methods: readonly string[], method: string): boolean {
  return methods.includes(method) || (method === 'HEAD' && methods.includes('GET'));
}
