import { parseScope } from '../../oauth/scope.js';
import { type Rule, type RuleContext, violation } from './rule.js';

/** Scopes that some resource has; for a client that no administrator registered, none that requires a role. */
export const validateScopes: Rule = ({ scope }, context) => {
  try {
    return parseScope(scope).flatMap((name) => {
      const problem = scopeProblem(name, context);
      return problem === undefined ? [] : violation('/scope', problem);
    });
  } catch (error) {
    return violation('/scope', (error as Error).message);
  }
};

function scopeProblem(name: string, { knowsScope, isForEveryone, registeredBy }: RuleContext): string | undefined {
  if (!knowsScope(name)) return `names ${name}, which no resource has`;
  return registeredBy === 'administrator' || isForEveryone(name)
    ? undefined
    : `names ${name}, for which only an administrator can register clients`;
}
