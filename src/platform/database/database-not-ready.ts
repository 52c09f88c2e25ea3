/** There is no database that this process could use, and it makes none. The message says what to do. */
export class DatabaseNotReady extends Error {
  override readonly name = 'DatabaseNotReady';

  /**
   * @param problem what it is like
   * @param isMissing whether there is none, or an empty one
   * @param remedy what leads to one
   */
  constructor(
    problem: string,
    readonly isMissing: boolean,
    remedy = 'start the server, or run',
  ) {
    super(`${problem}; ${remedy}: npx gatehouse migrate`);
  }
}
