import { type Administrator, demandScope } from '../admin/admin-api.js';

/**
 * Who may administer people may not by that become an administrator, nor disarm one. So whatever an administrator does to
 * a person who holds an administrative role, or to make one hold it, needs the scope `roles:write`, because it decides who
 * holds which: the account, its links and passwords, its sessions, consents and grants.
 * @param roles those that the person has before and after the act
 * @param administrative those whose holders get a scope of the admin API
 * @throws InsufficientScope that names the first such role
 */
export function demandPowerOverPerson(
  roles: readonly string[],
  administrative: ReadonlySet<string>,
  by: Pick<Administrator, 'scope' | 'isOperator'>,
): void {
  const role = roles.find((each) => administrative.has(each));
  if (role === undefined) return;
  demandScope(by, 'roles:write', `change who holds the role ${role}, or act on a user who holds it`);
}
