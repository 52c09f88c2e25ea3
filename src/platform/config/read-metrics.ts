import type { MetricsAccess } from './config.js';
import { guessableSecretProblem } from './production.js';
import type { Settings } from './settings.js';

/** RFC 6750 §2.1: b64token, since it is sent as `Authorization: Bearer`. */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/** What is wrong with a token for reading the metrics, or undefined if nothing is. */
export function metricsTokenProblem(token: string, production: boolean): string | undefined {
  if (token.length < 32) return 'must have at least 32 characters';
  if (!TOKEN.test(token)) return 'must have only letters, digits and -._~+/ and end with nothing else but =';
  const guessable = production ? guessableSecretProblem(token) : undefined;
  return guessable && `${guessable}: use a random one, such as \`openssl rand -base64 32\` makes`;
}

/** @param mainPort what everything else is served on */
export function readMetrics(settings: Settings, mainPort: number, production: boolean): MetricsAccess {
  const port = settings.integer('METRICS_PORT', 0, 1, 65_535);
  const { token } = settings.optional('token', 'METRICS_TOKEN');
  if (port > 0 && port === mainPort) settings.violation('METRICS_PORT', 'must be another port than PORT');
  if (port > 0 && token !== undefined)
    settings.violation('METRICS_TOKEN', 'cannot be set together with METRICS_PORT, where no token is asked for');
  const problem = token === undefined ? undefined : metricsTokenProblem(token, production);
  if (problem) settings.violation('METRICS_TOKEN', problem);
  return { ...(port > 0 && { port }), ...(token !== undefined && { token }) };
}
