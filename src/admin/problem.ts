/** RFC 9457 problem details, with a field-by-field list of what is wrong. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  /** Each violation: its place in the request body (RFC 6901 JSON pointer), and what to change. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request timeout',
  409: 'Conflict',
  412: 'Precondition failed',
  413: 'Body too large',
  414: 'Address too long',
  415: 'Unsupported media type',
  422: 'Unprocessable content',
  428: 'Precondition required',
  429: 'Too many requests',
  431: 'Headers too long',
  503: 'Service unavailable',
};

export const PROBLEM_TYPE = 'application/problem+json';

/** The details of a problem about which only its HTTP status is known. */
export function problem(status: number): Problem {
  const title = TITLES[status] ?? (status < 500 ? 'Bad request' : 'Something went wrong here');
  return { type: 'about:blank', title, status };
}
