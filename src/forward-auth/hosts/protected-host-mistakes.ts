import { LEVELS } from '../../oauth/authentication-levels.js';
import { textProblem } from '../../platform/validation/text.js';
import { isJsonObject } from '../../platform/validation/typed-json.js';
import { type Problem, pointer, type Violation, violationsAt } from '../../platform/validation/violations.js';
import { ACCESSES } from '../access/access-rule.js';
import { readPath } from '../access/request-path.js';
import { IDENTITY_PARTS } from './protected-host.js';

/** Characters; with the prefix of its client it is a client identifier. */
export const LONGEST_HOST = 240;
export const LONGEST_NAME = 255;
export const MOST_RULES = 100;
export const MOST_ITEMS = 100;
export const LONGEST_PATH = 255;
export const MOST_HEADERS = 20;

export const HOST_FORM = /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?(:[1-9][0-9]{0,4})?$/;
/** Paths that can be read in one way, but for characters that some servers take for others: those no pattern names. */
export const PATH_FORM =
  /^\/([^/?#%;\\\p{Cc}\p{Cs}]*[^/?#%;\\\p{Cc}\p{Cs}. ](\/[^/?#%;\\\p{Cc}\p{Cs}]*[^/?#%;\\\p{Cc}\p{Cs}. ])*)?$/u;
export const METHOD_FORM = /^[A-Z]{1,32}$/;
/** Headers of other names mean something to proxies or browsers. */
export const HEADER_FORM = /^(Remote|X)-[A-Za-z0-9-]{1,60}$/;
const TAKEN_HEADERS = /^X-(Forwarded|Real|Frame|Content|Accel|Request-Id)/i;

const RULE_MEMBERS = ['paths', 'methods', 'access', 'roles', 'groups', 'minimum_acr'];
/** What says nothing about those whom no one knows. */
const OF_PEOPLE = ['roles', 'groups', 'minimum_acr'];

type Members = Readonly<Record<string, unknown>>;

/** Whether it looks like the name of a host; no database is asked for anything else. */
export function isHostName(host: string): boolean {
  return host.length <= LONGEST_HOST && HOST_FORM.test(host);
}

/** What is wrong with the name of a host. @param issuer the server's own host protects itself */
export function hostProblem(host: string, issuer: string): Problem | undefined {
  // As browsers write it: no other name of the same host, and not the usual port.
  if (!isHostName(host) || hostOf(`https://${host}`) !== host)
    return `must be a host name in small letters of at most ${LONGEST_HOST} characters, with a port unless it is the usual one, such as app.example.com`;
  return host === new URL(issuer).host ? 'is the host of this server' : undefined;
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}

/** What is wrong with what is said of a protected host, of any type. */
export function protectedHostMistakes({ name, rules, headers }: Members): readonly Violation[] {
  return [
    ...violationsAt('/name', typeof name === 'string' ? textProblem(name, LONGEST_NAME) : 'must be text'),
    ...rulesMistakes(rules),
    ...headersMistakes(headers),
  ];
}

function rulesMistakes(rules: unknown): readonly Violation[] {
  const at = pointer('rules');
  if (!Array.isArray(rules)) return violationsAt(at, 'must be a list');
  if (rules.length < 1 || rules.length > MOST_RULES)
    return violationsAt(at, `must have 1 to ${MOST_RULES} items; without a rule no one would get through`);
  return rules.flatMap((rule, index) => ruleMistakes(rule, at + pointer(index)));
}

function ruleMistakes(rule: unknown, at: string): readonly Violation[] {
  if (!isJsonObject(rule)) return violationsAt(at, 'must be an object');
  const unknown = Object.keys(rule).filter((name) => !RULE_MEMBERS.includes(name));
  const { paths, methods, access, roles, groups, minimum_acr } = rule;
  const vain = access === 'public' ? OF_PEOPLE.filter((name) => rule[name] !== undefined) : [];
  return [
    ...unknown.flatMap((name) => violationsAt(at + pointer(name), `is none of ${RULE_MEMBERS.join(', ')}`)),
    ...vain.flatMap((name) => violationsAt(at + pointer(name), 'must be left out if access is public')),
    ...listMistakes(paths, at + pointer('paths'), pathProblem),
    ...listMistakes(methods, at + pointer('methods'), (method) =>
      METHOD_FORM.test(method) ? undefined : 'must be a method in capital letters, such as GET',
    ),
    ...choiceMistakes(access, at + pointer('access'), ACCESSES),
    ...listMistakes(roles, at + pointer('roles'), (role) => textProblem(role, 255)),
    ...listMistakes(groups, at + pointer('groups'), (group) => textProblem(group, 255)),
    ...choiceMistakes(minimum_acr, at + pointer('minimum_acr'), LEVELS),
  ];
}

/** A path that requests can have, so that no rule is there in vain. */
function pathProblem(path: string): string | undefined {
  return PATH_FORM.test(path) && [...path].length <= LONGEST_PATH && readPath(encodeURI(path)) === path
    ? undefined
    : `must be a path of at most ${LONGEST_PATH} characters that begins with / and does not end with it, not percent-encoded, without dot segments, // or any of ? # % ; \\`;
}

function headersMistakes(headers: unknown): readonly Violation[] {
  const at = pointer('headers');
  if (!isJsonObject(headers)) return violationsAt(at, 'must be an object');
  const all = Object.entries(headers);
  if (all.length > MOST_HEADERS) return violationsAt(at, `must have at most ${MOST_HEADERS} members`);
  const names = all.map(([name]) => name.toLowerCase());
  const nameProblem = (name: string, index: number) => {
    if (!HEADER_FORM.test(name) || TAKEN_HEADERS.test(name))
      return 'must begin with Remote- or X-, such as Remote-User, and must not be a header that proxies or browsers know';
    return names.indexOf(name.toLowerCase()) < index ? 'is named twice' : undefined;
  };
  return all.flatMap(([name, part], index) => [
    ...violationsAt(at + pointer(name), nameProblem(name, index)),
    ...choiceMistakes(part ?? null, at + pointer(name), IDENTITY_PARTS),
  ]);
}

function listMistakes(
  list: unknown,
  at: string,
  problemOf: (item: string) => string | undefined,
): readonly Violation[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) return violationsAt(at, 'must be a list');
  if (list.length < 1 || list.length > MOST_ITEMS) return violationsAt(at, `must have 1 to ${MOST_ITEMS} items`);
  return list.flatMap((item, index) =>
    violationsAt(at + pointer(index), typeof item === 'string' ? problemOf(item) : 'must be text'),
  );
}

function choiceMistakes(value: unknown, at: string, choices: readonly string[]): readonly Violation[] {
  if (value === undefined || (choices as readonly unknown[]).includes(value)) return [];
  return violationsAt(at, `must be one of ${choices.join(', ')}`);
}
