import { isLoopback } from '../../oauth/redirect-uri.js';
import { pointer, type Violation } from '../../platform/validation/violations.js';
import { type RuleContext, violation } from './rule.js';

/**
 * What is wrong with an address of the client's that this server, or people's browsers on its behalf, will call.
 * Only https; if the issuer itself is on a loopback address, clients that someone here vouches for may be there too.
 */
export function addressMistakes(
  name: string,
  value: string | undefined,
  context: RuleContext,
  { mayHaveFragment = false }: { readonly mayHaveFragment?: boolean } = {},
): readonly Violation[] {
  const problem = value === undefined ? undefined : addressProblem(value, context, mayHaveFragment);
  return problem === undefined ? [] : violation(pointer(name), problem);
}

/** The same for each of a list. */
export function eachAddressMistakes(
  name: string,
  values: readonly string[],
  context: RuleContext,
  options: { readonly mayHaveFragment?: boolean } = {},
): readonly Violation[] {
  return values.flatMap((value, index) => {
    const problem = addressProblem(value, context, options.mayHaveFragment ?? false);
    return problem === undefined ? [] : violation(pointer(name, index), problem);
  });
}

function addressProblem(
  value: string,
  { registeredBy, onLoopback }: RuleContext,
  mayHaveFragment: boolean,
): string | undefined {
  if (!/^[\x21-\x7e]+$/.test(value) || !URL.canParse(value)) return 'must be an absolute URL';
  const url = new URL(value);
  if (!mayHaveFragment && value.includes('#')) return 'must not have a fragment';
  if (url.username !== '' || url.password !== '') return 'must not carry user information';
  if (isLoopback(url)) {
    const near = onLoopback && registeredBy !== 'open' && /^https?:$/.test(url.protocol);
    return near ? undefined : 'must be a public https address, not one of this machine';
  }
  return url.protocol === 'https:' ? undefined : 'must be an https URL';
}
