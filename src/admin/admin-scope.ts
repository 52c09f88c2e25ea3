import { Kind } from '../platform/declarations.js';

/** One thing that callers of the admin API may be allowed to do. The role `admin` has every scope. */
export interface AdminScope {
  /** What is administered, and whether it may be seen or changed too. The role `auditor` has every scope to read. */
  readonly name: `${string}:${'read' | 'write'}`;
  /** In words for the consent page and the API's documentation. */
  readonly description: string;
  /** Which other built-in roles have it. */
  readonly roles?: readonly ManagerRole[];
  /** Its place in lists; those without one come last, in the order of the rooms. */
  readonly position?: number;
}

/** The built-in roles that have what rooms give them, and no more. */
export type ManagerRole = 'client-manager' | 'user-manager';

/** The scopes of the admin API, declared next to the routes that they are for. */
export const ADMIN_SCOPES = new Kind<AdminScope>('scopes of the admin API');
