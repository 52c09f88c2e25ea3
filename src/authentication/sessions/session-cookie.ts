import { MOST_ACCOUNTS } from '../accounts/accounts.js';

/** The secrets of one browser's sessions. */
export interface Secrets {
  /** Of the account that is used unless a request is about another; undefined if none is. */
  readonly active: string | undefined;
  /** Of the others, the one used last first. */
  readonly others: readonly string[];
}

/** Stands between secrets; none contains it. */
const SEPARATOR = '.';

/** Reads the session cookie: the active session's secret, then the others'. Each stands by itself, none is derived. */
export function readSecrets(cookie: string | undefined): Secrets {
  const [active, ...others] = (cookie ?? '').split(SEPARATOR, MOST_ACCOUNTS);
  return {
    active: active || undefined,
    others: [...new Set(others)].filter((each) => each !== '' && each !== active),
  };
}

/** The value of the cookie; empty if there is no session left. */
export function writeSecrets({ active, others }: Secrets): string {
  return active === undefined && others.length === 0 ? '' : [active ?? '', ...others].join(SEPARATOR);
}
