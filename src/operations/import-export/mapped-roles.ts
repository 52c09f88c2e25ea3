import { roleNameProblem } from '../../resources/role.js';
import type { Unmapped } from './unmapped.js';

/** Those of the roles that may be called so here, each once; the others are noted. */
export function mappedRoles(roles: readonly string[], unmapped: Unmapped): readonly string[] {
  return [...new Set(roles)].filter((role) => {
    const problem = roleNameProblem(role);
    if (problem !== undefined) unmapped.note(`role ${role}`, `the name of a role ${problem} here`);
    return problem === undefined;
  });
}
