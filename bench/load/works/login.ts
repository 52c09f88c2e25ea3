import { scene, usernames } from '../../contestants/scene.js';
import { Visitor } from '../../contestants/visitor.js';
import { post } from '../requests.js';
import type { Work } from '../station.js';

/** Sends the sign-in form with the right password; every answer starts a new session. */
export const login: Work = async ({ target, connection, index, checks, order }) => {
  const visitor = new Visitor(target.issuer);
  await visitor.visit('/login');
  const username = usernames[index % usernames.length] as string;
  const form = new URLSearchParams({ ...visitor.hiddenFields(), username, password: scene.password }).toString();
  const request = post('/login', target.port, form, `cookie: ${visitor.cookieHeader}\r\n`);
  return async () => {
    const answer = await connection.send(request);
    if (order.mayBeTurnedAway && answer.status === 429) return;
    checks.that(answer.status === 303 || answer.status === 302, 'the password is right', answer);
    checks.fresh(/gatehouse_session=([^;]+)/.exec(answer.head)?.[1], answer);
  };
};
