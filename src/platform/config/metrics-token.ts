import { guessableSecretProblem } from './production.js';

/** RFC 6750 §2.1: b64token, since it is sent as `Authorization: Bearer`. */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/** What is wrong with a token for reading the metrics, or undefined if nothing is. */
export function metricsTokenProblem(token: string, production: boolean): string | undefined {
  if (token.length < 32) return 'must have at least 32 characters';
  if (!TOKEN.test(token)) return 'must have only letters, digits and -._~+/ and end with nothing else but =';
  const guessable = production ? guessableSecretProblem(token) : undefined;
  return guessable && `${guessable}: use a random one, such as \`openssl rand -base64 32\` makes`;
}
