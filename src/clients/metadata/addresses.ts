import { isLoopback } from '../../oauth/redirect-uri.js';
import { type Mistake, pointer } from '../../platform/validation/mistakes.js';
import { type Circumstances, mistake } from './rule.js';

/**
 * What is wrong with an address of the client's that this server, or people's browsers on its behalf, will call.
 * Only https; where the issuer itself is on a loopback address, clients that somebody here vouches for may be there too.
 */
export function addressMistakes(
  name: string,
  value: string | undefined,
  circumstances: Circumstances,
  { mayHaveFragment = false }: { readonly mayHaveFragment?: boolean } = {},
): readonly Mistake[] {
  const problem = value === undefined ? undefined : addressProblem(value, circumstances, mayHaveFragment);
  return problem === undefined ? [] : mistake(pointer(name), problem);
}

/** The same for each of a list. */
export function eachAddressMistakes(
  name: string,
  values: readonly string[],
  circumstances: Circumstances,
  options: { readonly mayHaveFragment?: boolean } = {},
): readonly Mistake[] {
  return values.flatMap((value, index) => {
    const problem = addressProblem(value, circumstances, options.mayHaveFragment ?? false);
    return problem === undefined ? [] : mistake(pointer(name, index), problem);
  });
}

function addressProblem(
  value: string,
  { registeredBy, onLoopback }: Circumstances,
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
