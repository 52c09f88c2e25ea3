import { get as getRequest } from '../requests.js';
import type { Work } from '../station.js';

/** One resource again and again. */
export const get: Work = async ({ order, target, connection, checks }) => {
  const request = getRequest(order.get?.path ?? '/', target.port, order.get?.headers);
  const { body: expected } = await connection.send(request);
  return async () => {
    const answer = await connection.send(request);
    checks.that(answer.status === 200 && answer.body === expected, 'the answer is the same each time', answer);
  };
};
