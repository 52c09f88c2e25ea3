import { Injectable, type LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import type { Config } from '../config/config.js';
import { describeError } from './describe-error.js';
import { currentSpan } from './spans.js';

export type { Logger } from 'pino';

/** The injection token of the structured logger. */
export const LOGGER = Symbol('Logger');

/** Names under which secrets travel; their values never reach the log, nor one level below the top. */
const SECRET_NAMES = [
  'password',
  'parameters', // what a failed statement was given
  'client_secret',
  'code',
  'code_verifier',
  'refresh_token',
  'access_token',
  'id_token',
  'token',
  'csrf',
  'authorization',
  'cookie',
  'secret',
  'assertion',
  'client_assertion',
  'id_token_hint',
];

/** A pino logger: JSON lines, or text for people on a terminal. */
export function createLogger(
  config: Pick<Config, 'logLevel' | 'logFormat'> & Partial<Pick<Config, 'tracing'>>,
): Logger {
  return pino({
    ...(config.tracing?.endpoint !== undefined && { mixin: () => currentSpan() ?? {} }),
    level: config.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      // Of an error there is only what its description has, whose `code` is none of OAuth.
      paths: ['err', ...SECRET_NAMES.flatMap((name) => [name, `*.${name}`])],
      censor: (value, [name]) => (name === 'err' ? value : '[redacted]'),
    },
    serializers: { err: (error: unknown) => describeError(error) },
    ...(config.logFormat === 'pretty'
      ? { transport: { target: 'pino-pretty', options: { translateTime: 'SYS:HH:MM:ss' } } }
      : {}),
  });
}

/** Lets Nest speak through our logger. Its start-up chatter is `debug`. */
@Injectable()
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }
  error(message: unknown, ...rest: unknown[]): void {
    const about = rest.length > 1 ? rest[0] : undefined;
    const cause = typeof about === 'object' ? { err: about } : { stack: about };
    this.logger.error({ context: rest.at(-1), ...cause }, String(message));
  }
  debug(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  verbose(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }
}
