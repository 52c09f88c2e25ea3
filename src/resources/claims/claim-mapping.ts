import { scopeOfClaim } from './claims-of-scopes.js';

/** Where something is said about a person. */
export type Place = (typeof PLACES)[number];

export const PLACES = ['id_token', 'userinfo', 'access_token', 'introspection'] as const;

/**
 * Those of them that an API reads: where mapped claims of scopes and resources go that say nothing of it. Those of
 * resources go nowhere else.
 */
export const API_PLACES: readonly Place[] = ['access_token', 'introspection'];

/** How a claim is made of what is known about a person. */
export interface ClaimMapping {
  /** Its name. */
  readonly claim: string;
  /** `attributes.NAME`, `roles`, `groups`, `username` or a standard claim; left out if there is a `value`. */
  readonly from?: string;
  /** The same value for every person. */
  readonly value?: string | number | boolean | readonly string[];
  /** Left out: as what it is made of. As text, it is the first of several values. */
  readonly as?: 'text' | 'list';
  /** The values that are told, and by which names; the first of them goes first. Others are not told. */
  readonly values?: Readonly<Record<string, string>> | readonly string[];
  /** Left out: the usual places of who has the mapping. */
  readonly in?: readonly Place[];
}

/** What is known about a person, by names. */
export interface Known {
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Standard claims, `username`, `roles` and `groups`. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A mapping that is ready to be applied to any number of people. */
export interface ReadyMapping {
  readonly claim: string;
  readonly places: readonly Place[];
  /** The scope by which people allow what the claim is made of; undefined: none does. */
  readonly scope: string | undefined;
  /** The claim's value; undefined: it is left out. */
  readonly read: (person: Known) => unknown;
}

export const ATTRIBUTE = 'attributes.';
const NOTHING: readonly ReadyMapping[] = [];

/** The mappings of one client, scope or resource, made ready once. */
export class ClaimMappings {
  static readonly NONE = new ClaimMappings([]);

  private readonly byPlace: ReadonlyMap<Place, readonly ReadyMapping[]>;

  private constructor(private readonly all: readonly ReadyMapping[]) {
    this.byPlace = new Map(PLACES.map((place) => [place, all.filter(({ places }) => places.includes(place))]));
  }

  /** @param usual where claims go whose mapping says nothing of it */
  static of(mappings: readonly ClaimMapping[] | null | undefined, usual: readonly Place[]): ClaimMappings {
    if (!mappings || mappings.length === 0) return ClaimMappings.NONE;
    return new ClaimMappings(mappings.map((mapping) => ready(mapping, usual)));
  }

  /** Those whose claims are in this place without being asked for. */
  at(place: Place): readonly ReadyMapping[] {
    return this.byPlace.get(place) ?? NOTHING;
  }

  /** The first one of this claim. */
  named(claim: string): ReadyMapping | undefined {
    return this.all.find((mapping) => mapping.claim === claim);
  }
}

function ready(mapping: ClaimMapping, usual: readonly Place[]): ReadyMapping {
  const { claim, from, value, in: places = usual } = mapping;
  const read = from === undefined ? () => value : (person: Known) => told(known(from, person), mapping);
  return { claim, places, scope: from === undefined ? undefined : scopeOfSource(from), read };
}

/** The scope by which people allow this; attributes have none. */
export function scopeOfSource(from: string): string | undefined {
  return from === 'username' ? 'profile' : scopeOfClaim(from);
}

function known(from: string, { attributes, claims }: Known): unknown {
  const [members, name] = from.startsWith(ATTRIBUTE) ? [attributes, from.slice(ATTRIBUTE.length)] : [claims, from];
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function told(value: unknown, { as, values }: ClaimMapping): unknown {
  if (value === undefined || value === '' || (as === undefined && values === undefined)) {
    return value === '' ? undefined : value;
  }
  const texts = (Array.isArray(value) ? value : [value]).map(String);
  const chosen = values === undefined ? texts : renamed(texts, values);
  const isList = as === undefined ? Array.isArray(value) : as === 'list';
  return isList ? [...new Set(chosen)] : chosen[0];
}

function renamed(texts: readonly string[], values: NonNullable<ClaimMapping['values']>): readonly string[] {
  const names = isTexts(values) ? values.map((value) => [value, value] as const) : Object.entries(values);
  return names.filter(([value]) => texts.includes(value)).map(([, name]) => name);
}

function isTexts(values: NonNullable<ClaimMapping['values']>): values is readonly string[] {
  return Array.isArray(values);
}
