import type { Work } from '../station.js';

/** Authorize with a live session and remembered consent, then redeem the code with PKCE. */
export const codeFlow: Work = async (station) => async () => {
  await station.redeem(await station.authorize());
};
