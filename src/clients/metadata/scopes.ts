import { parseScope } from '../../oauth/scope.js';
import { mistake, type Rule } from './rule.js';

export const judgeScopes: Rule = ({ scope }, { knowsScope }) => {
  try {
    const unknown = parseScope(scope).filter((name) => !knowsScope(name));
    return unknown.map((name) => ({ pointer: '/scope', detail: `names ${name}, which no resource has` }));
  } catch (error) {
    return mistake('/scope', (error as Error).message);
  }
};
