import { OWN_FACTORS } from './account/own-factors-paths.js';
import { SECOND_FACTOR } from './sign-in/second-factor.action.js';

/** Where the pages of a factor are. @param name that of the {@link Factor} */
export const factorPages = (name: string) => ({
  /** Where a person proves it to complete a sign-in; the page gets the reference of the authorization request as `request`. */
  step: `${SECOND_FACTOR}/${name}`,
  /** Where a signed-in person sets one up. Addresses of the account have hyphens. */
  enrol: `${OWN_FACTORS}/${name.replaceAll('_', '-')}`,
  /** Where one is set up by a person whose sign-in waits because a factor is missing. */
  signInEnrol: `${SECOND_FACTOR}/${name}/setup`,
});
