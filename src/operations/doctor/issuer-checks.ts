import { Clock } from '../../platform/clock.js';
import type { Config } from '../../platform/config/config.js';
import { isInsecure, issuerPath } from '../../platform/config/issuer.js';
import { clockFinding, type Finding, fail, ok, warn } from '../../platform/doctor/finding.js';
import { askOwnServer, type OwnAnswer } from '../../platform/egress/own-server.js';
import { type Arrival, proxyFinding } from './proxy-check.js';

const PLAIN_HTTP = warn(
  'transport',
  'INSECURE_ISSUER=true: passwords and tokens can be read on the way; use plain http in containers and tests only',
);

/** A `Date` header is whole seconds. */
const DATE_RESOLUTION = 1_000;

/** Milliseconds before its end when a certificate should have been renewed. */
const RENEWED_BEFORE = 14 * 86_400_000;

/**
 * Asks the server under its own address, as the applications do.
 * @param accessToken with the scope settings:read, if there is one
 */
export async function issuerFindings(config: Config, accessToken: string | undefined): Promise<readonly Finding[]> {
  const { issuer, production } = config;
  if (isInsecure(issuer)) return [PLAIN_HTTP, ...(await answerFindings(config, accessToken))];
  if (production && !issuer.startsWith('https:'))
    return [
      fail('issuer', `${issuer} cannot be reached from elsewhere; set ISSUER to the https address that people use`),
    ];
  return answerFindings(config, accessToken);
}

async function answerFindings(config: Config, accessToken: string | undefined): Promise<readonly Finding[]> {
  const { issuer } = config;
  let answer: OwnAnswer;
  const askedAt = new Clock().now();
  try {
    answer = await askOwnServer(`${issuer}/.well-known/openid-configuration`);
  } catch (error) {
    return [unreachable(issuer, error as NodeJS.ErrnoException)];
  }
  const now = new Clock().now();
  const discovery = discoveryFinding(issuer, answer);
  return [
    discovery,
    ...(answer.validTo === undefined ? [] : [certificateFinding(answer.validTo, now)]),
    ...(Number.isNaN(answer.date)
      ? []
      : [
          clockFinding(
            'clock of the issuer',
            'the server that answers',
            now,
            answer.date,
            now - askedAt + DATE_RESOLUTION,
          ),
        ]),
    ...(discovery.result === 'ok' && issuerPath(issuer) !== '' ? [await insertedFinding(issuer)] : []),
    ...(discovery.result === 'ok' && accessToken ? await arrivalFindings(config, accessToken) : []),
  ];
}

/** RFC 8414 §3.1: where clients look that do not know OpenID Connect. */
async function insertedFinding(issuer: string): Promise<Finding> {
  const address = `${new URL(issuer).origin}/.well-known/oauth-authorization-server${issuerPath(issuer)}`;
  const answer = await askOwnServer(address).catch(() => undefined);
  return answer?.status === 200 && issuerOf(answer.body) === issuer
    ? ok('metadata', `are also at ${address}`)
    : warn('metadata', `are not at ${address}, where RFC 8414 puts them; let the proxy pass that address on too`);
}

function unreachable(issuer: string, { code = '', message }: NodeJS.ErrnoException): Finding {
  if (/CERT|SIGNED|ISSUER|SIGNATURE|TLS|SSL/.test(code))
    return fail(
      'issuer',
      `the TLS certificate of ${issuer} is not accepted: ${message}. Install one that is valid for this host, with the certificates between it and its root; a root of your own is trusted by NODE_EXTRA_CA_CERTS`,
    );
  return warn('issuer', `${issuer} does not answer (${code || message}); start the server, or look at DNS and proxy`);
}

function discoveryFinding(issuer: string, { status, location, body }: OwnAnswer): Finding {
  if (location !== undefined)
    return fail('issuer', `${issuer} redirects to ${location}; set ISSUER to where the server is`);
  if (status !== 200)
    return fail(
      'issuer',
      `${issuer} answers with status ${status}; look at the log and at the proxy, which has to pass on everything below that address`,
    );
  const named = issuerOf(body);
  if (named === undefined) return fail('issuer', `what answers at ${issuer} is no OpenID provider; look at the proxy`);
  return named === issuer
    ? ok('issuer', `${issuer} answers and says so`)
    : fail('issuer', `the server at ${issuer} calls itself ${named}; set ISSUER there to what people use`);
}

function issuerOf(body: string): string | undefined {
  try {
    const { issuer } = JSON.parse(body) as { issuer?: unknown };
    return typeof issuer === 'string' ? issuer : undefined;
  } catch {
    return undefined;
  }
}

function certificateFinding(validTo: number, now: number): Finding {
  const days = Math.floor((validTo - now) / 86_400_000);
  return validTo - now > RENEWED_BEFORE
    ? ok('certificate', `valid for ${days} more days`)
    : warn('certificate', `ends in ${days} days; renew it, and see why that did not happen by itself`);
}

async function arrivalFindings(config: Config, accessToken: string): Promise<readonly Finding[]> {
  const answer = await askOwnServer(`${config.issuer}/admin/v1/settings/request`, accessToken);
  if (answer.status !== 200)
    return [
      warn(
        'proxy',
        `the server does not say how requests arrive (status ${answer.status}); does it have the same database and ENCRYPTION_SECRET?`,
      ),
    ];
  return [proxyFinding(config, JSON.parse(answer.body) as Arrival)];
}
