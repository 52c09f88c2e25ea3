import type { Metric } from '../platform/telemetry/metric.js';
import { aligned, withTable } from './written-tables.js';

const HEAD = ['metric', 'type', 'what it says', 'labels', 'series at most', 'of several workers'];

/** The documentation with the present table of metrics between its marks. @throws Error without marks */
export function withMetricsTable(document: string, metrics: readonly Metric[]): string {
  return withTable(document, 'metrics', aligned([HEAD, ...metrics.map(rowOf)]));
}

function rowOf({ type, options, across }: Metric): readonly string[] {
  const { name, help, labels = {}, most = 1 } = options;
  const described = Object.entries(labels).map(([label, values]) => `\`${label}\`: ${values}`);
  return [`\`${name}\``, type, help, described.join('; '), String(most), across === 'sum' ? 'added up' : 'the largest'];
}
