import type { Remembered, Thing } from '../../admin/bootstrap/remembered.js';
import type { DeclaredUser } from '../declared-user.js';
import { type Due, declaresPassword } from '../declared-users.service.js';
import { normalizeUsername } from '../username.js';

export function thingOf({ username }: DeclaredUser): Thing {
  return ['user', normalizeUsername(username)];
}

/** What a file declares of how a user signs in by password: one member, because each of the two replaces the other. */
export function passwordOf({ password, password_hash }: DeclaredUser): unknown {
  return [password, password_hash];
}

/** A user's password, roles, groups and `disabled` are due if the file says something new. */
export function dueOf(remembered: Remembered): Due {
  return (declared, createdAt) => {
    const { roles, groups, disabled } = declared;
    const password = declaresPassword(declared) ? passwordOf(declared) : undefined;
    const members = { password, roles: roles?.toSorted(), groups: groups?.toSorted(), disabled };
    const old = remembered.note(thingOf(declared), members, createdAt);
    const isDue = (name: string) => !old.has(name === 'password_hash' ? 'password' : name);
    return Object.fromEntries(Object.entries(declared).filter(([name]) => isDue(name))) as unknown as DeclaredUser;
  };
}
