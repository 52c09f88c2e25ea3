import type { Work } from '../station.js';

/** Introspects a live access token, and says that it is one, which saves the peer looking among other kinds. The peer keeps no record of JWTs, so its token is an opaque one. */
export const introspection: Work = async (station) => {
  const { access_token: token } = await station.redeem(await station.authorize(), {});
  return async () => {
    const answer = await station.post(station.target.paths.introspect, { token, token_type_hint: 'access_token' });
    station.checks.that(answer.status === 200 && answer.body.includes('"active":true'), 'the token is active', answer);
  };
};
