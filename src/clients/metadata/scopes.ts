import { parseScope } from '../../oauth/scope.js';
import { type Circumstances, mistake, type Rule } from './rule.js';

/** Scopes that some resource has; for a client that no administrator registered, none that requires a role. */
export const judgeScopes: Rule = ({ scope }, circumstances) => {
  try {
    return parseScope(scope).flatMap((name) => {
      const problem = scopeProblem(name, circumstances);
      return problem === undefined ? [] : mistake('/scope', problem);
    });
  } catch (error) {
    return mistake('/scope', (error as Error).message);
  }
};

function scopeProblem(name: string, { knowsScope, isForEveryone, registeredBy }: Circumstances): string | undefined {
  if (!knowsScope(name)) return `names ${name}, which no resource has`;
  return registeredBy === 'administrator' || isForEveryone(name)
    ? undefined
    : `names ${name}, for which only an administrator can register clients`;
}
