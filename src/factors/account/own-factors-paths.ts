/** Where people see the own factors. */
export const OWN_FACTORS = '/account/factors';

/** Where one of them is named and removed. */
export const OWN_FACTOR = `${OWN_FACTORS}/edit`;

/** Where people see the browsers that they have had remembered. */
export const OWN_DEVICES = `${OWN_FACTORS}/devices`;
