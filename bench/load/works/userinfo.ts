import { get } from '../requests.js';
import type { Work } from '../station.js';

/** Userinfo with a live access token; the peer's must be an opaque one there. */
export const userinfo: Work = async (station) => {
  const { access_token: token } = await station.redeem(await station.authorize(), {});
  const request = get(station.target.paths.userinfo, station.target.port, `authorization: Bearer ${token}\r\n`);
  return async () => {
    const answer = await station.connection.send(request);
    station.checks.that(answer.status === 200 && answer.body.includes('"email":'), 'userinfo tells the email', answer);
  };
};
