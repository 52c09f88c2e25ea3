/** What the log says of an error. */
export interface ErrorDescription {
  readonly type: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** By which Node, drivers and jose tell kinds of errors apart. */
  readonly code?: string | number;
  readonly cause?: ErrorDescription;
  /** The error of each attempt, if there were several. */
  readonly errors?: readonly ErrorDescription[];
}

/** How far causes are followed; they may lead in a circle. */
const DEEPEST = 5;

/**
 * What happened and where, down to its causes. Nothing else that an error carries: libraries attach what they were given,
 * such as the claims of a token, or a statement, its parameters, and the row that is in the way.
 */
export function describeError(error: unknown, depth = 0): ErrorDescription | undefined {
  if (depth > DEEPEST || !isError(error)) return undefined;
  const { name, message, stack, code } = error;
  const cause = describeError(error.cause, depth + 1);
  const errors = [error.errors].flat().flatMap((each) => describeError(each, depth + 1) ?? []);
  return {
    type: error.constructor.name || name,
    message,
    stack,
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(cause && { cause }),
    ...(errors.length > 0 && { errors }),
  };
}

/** Not by its class: an error may come from another realm, and a DOMException is of none. */
function isError(error: unknown): error is Error & Readonly<Record<'code' | 'errors', unknown>> {
  return error !== null && typeof error === 'object' && 'message' in error && typeof error.message === 'string';
}
