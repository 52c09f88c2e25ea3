import { textProblem } from '../../platform/validation/text.js';
import { isJsonObject } from '../../platform/validation/typed-json.js';
import { pointer, type Violation, violationsAt, within } from '../../platform/validation/violations.js';
import { ATTRIBUTE, type ClaimMapping, PLACES, type Place, scopeOfSource } from './claim-mapping.js';
import { scopeOfClaim } from './claims-of-scopes.js';
import { isReserved } from './reserved-claims.js';

const MOST = 50;
const MOST_VALUES = 100;
const LONGEST = 255;
const MEMBERS = ['claim', 'from', 'value', 'as', 'values', 'in'];

/** Of what claims can be made, and which are made otherwise. */
export interface ClaimSources {
  /** Whether claims can be made of this attribute of users. */
  knowsAttribute(name: string): boolean;
  /** Whether a room adds this claim to tokens. */
  isAdded(claim: string): boolean;
}

/** What mappings may say, beside their form. */
export interface MappingRules {
  /** Where their claims may go. */
  readonly places: readonly Place[];
  /** Where those go that say nothing of it. */
  readonly usual: readonly Place[];
  readonly sources: ClaimSources;
  /** Roles that must not be told; left out: none. */
  readonly hiddenRoles?: ReadonlySet<string>;
  /** Whether people can allow what belongs to this scope; left out: they need not. */
  readonly mayAskFor?: (scope: string) => boolean;
}

/** What is wrong with a list of mappings. @param mappings of any type */
export function claimMappingMistakes(mappings: unknown, rules: MappingRules): readonly Violation[] {
  if (mappings === undefined || mappings === null) return [];
  if (!Array.isArray(mappings)) return violationsAt('', 'must be a list');
  if (mappings.length > MOST) return violationsAt('', `must have at most ${MOST} items`);
  const mistakes = mappings.map((mapping: unknown) => mistakesOf(mapping, rules));
  return [
    ...mistakes.flatMap((each, index) => within(pointer(index), each)),
    ...(mistakes.every((each) => each.length === 0) ? doubles(mappings, rules) : []),
  ];
}

function mistakesOf(mapping: unknown, rules: MappingRules): readonly Violation[] {
  if (!isJsonObject(mapping)) return violationsAt('', 'must be an object');
  const unknown = Object.keys(mapping).filter((name) => !MEMBERS.includes(name));
  const { claim, from, value, as, values, in: places } = mapping;
  return [
    ...unknown.flatMap((name) => violationsAt(pointer(name), `is none of ${MEMBERS.join(', ')}`)),
    ...violationsAt('/in', placesProblem(places, rules)),
    ...violationsAt('/claim', claimProblem(claim, Array.isArray(places) ? places : rules.usual, rules.sources)),
    ...sourceMistakes(from, value, rules),
    ...violationsAt('/as', as === undefined || as === 'text' || as === 'list' ? undefined : 'must be text or list'),
    ...shapingMistakes(mapping),
    ...valuesMistakes(values, from === 'roles' ? (rules.hiddenRoles ?? new Set()) : new Set()),
  ];
}

function claimProblem(claim: unknown, places: readonly Place[], sources: ClaimSources): string | undefined {
  if (claim === undefined) return 'is missing';
  if (typeof claim !== 'string' || !/^(?!__proto__$)[\x21\x23-\x5b\x5d-\x7e]{1,255}$/.test(claim))
    return 'must be the name of a claim: 1 to 255 ASCII characters without spaces, quotes and backslashes';
  if (isReserved(claim, places) || sources.isAdded(claim))
    return 'is a claim that the server sets by itself; choose another name';
  return undefined;
}

function sourceMistakes(from: unknown, value: unknown, rules: MappingRules): readonly Violation[] {
  if (from === undefined) return violationsAt(value === undefined ? '/from' : '/value', valueProblem(value));
  if (value !== undefined) return violationsAt('/value', 'must be left out beside from');
  return violationsAt('/from', sourceProblem(from, rules));
}

function sourceProblem(from: unknown, { sources, mayAskFor }: MappingRules): string | undefined {
  if (typeof from !== 'string') return 'must be text';
  if (from.startsWith(ATTRIBUTE)) {
    return sources.knowsAttribute(from.slice(ATTRIBUTE.length))
      ? undefined
      : 'names an attribute that is not declared; declare it first (gatehouse attributes declare)';
  }
  const scope = scopeOfSource(from);
  if (scope === undefined || (from !== 'username' && from.includes('#')))
    return `must be ${ATTRIBUTE}NAME, roles, groups, username or a standard claim, such as email`;
  return mayAskFor === undefined || mayAskFor(scope)
    ? undefined
    : `needs the scope ${scope}, by which people allow it, in scope; or first_party true`;
}

function valueProblem(value: unknown): string | undefined {
  if (value === undefined) return 'is missing; or give a value that is the same for everyone';
  const texts = Array.isArray(value) ? value : [value];
  if (texts.length > MOST_VALUES) return `must have at most ${MOST_VALUES} items`;
  if (!Array.isArray(value) && (typeof value === 'boolean' || Number.isFinite(value))) return undefined;
  return texts.every((each) => typeof each === 'string')
    ? texts.map((each) => textProblem(each, LONGEST)).find((problem) => problem !== undefined)
    : 'must be text, a number, true, false, or a list of texts';
}

function shapingMistakes({ from, value, as, values }: Readonly<Record<string, unknown>>): readonly Violation[] {
  const shaping = Object.entries({ as, values }).filter(([, given]) => given !== undefined);
  const why =
    value !== undefined
      ? 'must be left out beside value'
      : from === 'address'
        ? 'must be left out: an address is neither text nor a list'
        : undefined;
  return shaping.flatMap(([name]) => violationsAt(pointer(name), why));
}

function valuesMistakes(values: unknown, hidden: ReadonlySet<string>): readonly Violation[] {
  if (values === undefined) return [];
  const at = '/values';
  if (typeof values !== 'object' || values === null) return violationsAt(at, 'must be an object or a list of texts');
  const all = Object.entries(values);
  if (all.length === 0 || all.length > MOST_VALUES) return violationsAt(at, `must have 1 to ${MOST_VALUES} members`);
  return all.flatMap(([key, name]) => {
    const where = at + pointer(key);
    if (typeof name !== 'string') return violationsAt(where, 'must be text');
    const role = Array.isArray(values) ? name : key;
    const isHidden = hidden.has(role);
    return violationsAt(
      where,
      textProblem(name, LONGEST) ??
        (isHidden
          ? `is about the role ${role}, which gives power over this server: only clients with first_party true see it`
          : undefined),
    );
  });
}

function placesProblem(places: unknown, rules: MappingRules): string | undefined {
  if (places === undefined) return undefined;
  const isKnown = Array.isArray(places) && places.every((place) => rules.places.includes(place));
  return isKnown && new Set(places).size === places.length
    ? undefined
    : `must be a list of some of ${rules.places.join(', ')}, each once`;
}

/** Two mappings of one claim in one place: no one could say which counts. */
function doubles(mappings: readonly ClaimMapping[], { usual }: MappingRules): readonly Violation[] {
  const taken = new Map<string, number>();
  return mappings.flatMap(({ claim, in: places = usual }, index) => {
    const keys = (places.length > 0 ? places : PLACES).map((place) => `${place} ${claim}`);
    const first = keys.map((key) => taken.get(key)).find((each) => each !== undefined);
    for (const key of keys) if (!taken.has(key)) taken.set(key, index);
    return first === undefined ? [] : violationsAt(pointer(index, 'claim'), `is that of item ${first} already`);
  });
}

/** Whether a claim is one that scopes ask for, so that it can be in a list of them. */
export function isClaimOfScope(name: unknown): name is string {
  return typeof name === 'string' && !name.includes('#') && scopeOfClaim(name) !== undefined;
}
