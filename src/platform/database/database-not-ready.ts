/** There is no database that a command could use, and this command makes none. The message says what to do. */
export class DatabaseNotReady extends Error {
  override readonly name = 'DatabaseNotReady';

  /**
   * @param problem what it is like
   * @param isMissing whether there is none, or an empty one
   */
  constructor(
    problem: string,
    readonly isMissing: boolean,
  ) {
    super(`${problem}; start the server, or run: npx gatehouse migrate`);
  }
}
