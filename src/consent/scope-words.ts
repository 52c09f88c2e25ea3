import type { Scope } from '../oauth/scope.js';
import type { ScopeDescription } from '../resources/resource.js';
import type { ScopeItem } from '../ui/components/scope-list.js';

/** What each identity scope tells about a person (OIDC Core §5.4). */
const TELLS: Readonly<Record<string, readonly string[]>> = {
  profile: ['name', 'picture'],
  email: ['email address'],
  address: ['postal address'],
  phone: ['phone number'],
};

const ALREADY = 'already allowed';

/**
 * A scope in words: who you are as one item, then each resource with all that is asked of it, then access in absence.
 * @param granted what was allowed before, which is said so
 */
export function describeScopes(scopes: readonly ScopeDescription[], granted: Scope = []): readonly ScopeItem[] {
  const identity = scopes.filter(({ resource, name }) => resource === null && name !== 'offline_access');
  const offline = scopes.find(({ name }) => name === 'offline_access');
  return [
    ...(identity.length > 0 ? [identityItem(identity, granted)] : []),
    ...resourceItems(scopes, granted),
    ...(offline ? [offlineItem(granted.includes(offline.name))] : []),
  ];
}

function identityItem(scopes: readonly ScopeDescription[], granted: Scope): ScopeItem {
  const told = scopes.flatMap(({ name }) => TELLS[name] ?? []);
  const list = new Intl.ListFormat('en-GB').format(told);
  const note = told.length > 0 ? `Your ${list}` : 'Nothing more than that it is you';
  return { icon: 'person', what: ['Know who you are'], note: noted(note, all(scopes, granted)) };
}

function offlineItem(already: boolean): ScopeItem {
  return { icon: 'clock', what: ['Keep this access when you are away'], note: noted('Until you withdraw it', already) };
}

/** New and already allowed scopes of one resource are two items. */
function resourceItems(scopes: readonly ScopeDescription[], granted: Scope): readonly ScopeItem[] {
  const groups = new Map<string, ScopeDescription[]>();
  for (const scope of scopes.filter(({ resource }) => resource !== null)) {
    const key = `${granted.includes(scope.name)} ${scope.resource?.identifier}`;
    groups.set(key, [...(groups.get(key) ?? []), scope]);
  }
  return [...groups.values()].map((group) => ({
    icon: 'document',
    what: group.map(({ description }) => description),
    note: noted(group[0]?.resource?.name ?? '', all(group, granted)),
  }));
}

function all(scopes: readonly ScopeDescription[], granted: Scope): boolean {
  return scopes.every(({ name }) => granted.includes(name));
}

function noted(note: string, already: boolean): string {
  return already ? `${note} · ${ALREADY}` : note;
}
