import { parseScope } from '../../oauth/scope.js';
import { type Rule, type RuleContext, violation } from './rule.js';

/** What an organisation says of its people is not for applications that no one here vouches for. */
const NOT_FOR_STRANGERS = ['roles', 'groups'];

/**
 * Scopes that some resource has; for a client that no administrator registered, none that requires a role; and for one that
 * anyone registered, none that tells where people belong.
 */
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
  const mayHave = isForEveryone(name) && !(registeredBy === 'open' && NOT_FOR_STRANGERS.includes(name));
  return registeredBy === 'administrator' || mayHave
    ? undefined
    : `names ${name}, for which only an administrator can register clients`;
}
