import type { Bindings, LogFn } from 'pino';
import type { Logger } from '../../platform/telemetry/log.js';

const METHODS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** The logger of one request. It becomes a child of the server's logger only when something is logged: most requests log nothing. */
export class RequestLogger {
  declare readonly fatal: LogFn;
  declare readonly error: LogFn;
  declare readonly warn: LogFn;
  declare readonly info: LogFn;
  declare readonly debug: LogFn;
  declare readonly trace: LogFn;
  declare readonly silent: LogFn;
  private made: Logger | undefined;

  constructor(
    private readonly parent: Logger,
    private readonly bindings: () => Bindings,
  ) {}

  get level(): string {
    return this.parent.level;
  }

  child(bindings: Bindings): Logger {
    return this.own().child(bindings);
  }

  own(): Logger {
    this.made ??= this.parent.child(this.bindings());
    return this.made;
  }
}

for (const method of METHODS) {
  Object.defineProperty(RequestLogger.prototype, method, {
    value(this: RequestLogger, ...said: Parameters<LogFn>) {
      this.own()[method](...said);
    },
  });
}
