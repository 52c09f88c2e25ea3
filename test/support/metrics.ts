import { Declarations, type Room } from '../../src/platform/declarations.js';
import { Metrics } from '../../src/platform/telemetry/metrics.js';

/** The metrics of a process that has only these rooms. */
export function metricsOf(...rooms: readonly Room[]): Metrics {
  return new Metrics(new Declarations(rooms));
}
