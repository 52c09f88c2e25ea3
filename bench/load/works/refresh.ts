import type { Work } from '../station.js';

/** Each connection rotates the refresh token of its own authorization, over and over. */
export const refresh: Work = async (station) => {
  let token = (await station.redeem(await station.authorize())).refresh_token;
  return async () => {
    const form = { grant_type: 'refresh_token', refresh_token: token ?? '', ...station.target.forApi };
    const next = (await station.token(form)).refresh_token;
    if (next === undefined || next === token) throw new Error('the refresh token was not rotated');
    token = next;
  };
};
