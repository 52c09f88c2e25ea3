import type { Scope } from '../oauth/scope.js';
import { message, type TextKey } from '../platform/texts/message.js';
import type { ScopeDescription } from '../resources/resource.js';
import type { ScopeItem } from '../ui/components/scope-list.js';

/** What each identity scope tells about a person (OIDC Core §5.4). */
const TELLS: Readonly<Record<string, readonly TextKey[]>> = {
  profile: ['scope.name', 'scope.picture'],
  email: ['scope.email'],
  address: ['scope.address'],
  phone: ['scope.phone'],
};

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
  const facts = told.map((key) => message(key));
  const note = told.length > 0 ? message('scope.identity-note', { facts }) : message('scope.identity-nothing');
  return { icon: 'person', what: [message('scope.identity')], note, already: all(scopes, granted) };
}

function offlineItem(already: boolean): ScopeItem {
  return { icon: 'clock', what: [message('scope.offline')], note: message('scope.offline-note'), already };
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
    note: group[0]?.resource?.name ?? '',
    already: all(group, granted),
  }));
}

function all(scopes: readonly ScopeDescription[], granted: Scope): boolean {
  return scopes.every(({ name }) => granted.includes(name));
}
