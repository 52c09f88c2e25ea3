/** The authorization request that waits for a link to be opened, for the browser that waits alone. */
interface Resumable {
  readonly request: string;
  /** A token of that browser. */
  readonly browser: string;
}

/**
 * What a mailed link keeps of the authorization request that waits for it.
 * @param tokenFor makes a token of the browser for a purpose
 * @returns undefined if none waits
 */
export function resumable(request: string, tokenFor: (purpose: string) => string): Resumable | undefined {
  return request === '' ? undefined : { request, browser: tokenFor(purposeOf(request)) };
}

/**
 * The reference of the request that goes on after the link, if the browser is the one that asked for it: otherwise someone
 * could have their own request go on in the browser of the person to whom they had a link sent.
 * @param accepts whether a token is one of the browser for a purpose
 */
export function resumed(data: unknown, accepts: (token: string, purpose: string) => boolean): string {
  const { request, browser } = (data ?? {}) as Partial<Resumable>;
  return request !== undefined && browser !== undefined && accepts(browser, purposeOf(request)) ? request : '';
}

function purposeOf(request: string): string {
  return `resume ${request}`;
}
