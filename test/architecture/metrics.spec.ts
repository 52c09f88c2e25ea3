import { readFileSync } from 'node:fs';
import { roomsOf } from '../../src/app.module.js';
import { Declarations } from '../../src/platform/declarations.js';
import { counter, METRICS } from '../../src/platform/telemetry/metric.js';
import { Metrics, PLATFORM_METRICS } from '../../src/platform/telemetry/metrics.js';
import { withMetricsTable } from '../../src/server/describe-metrics.js';
import { declarationsOf } from '../support/declared.js';
import { metricsOf } from '../support/metrics.js';

/** Prometheus, "Metric and label naming". */
const FORMS = {
  counter: /^[a-z]+(_[a-z]+)*_total$/,
  histogram: /^[a-z]+(_[a-z]+)*_seconds$/,
  gauge: /^[a-z]+(_[a-z]+)*(?<!_total)$/,
};

/** What would grow with the people and clients there are, or with what anyone sends. */
const UNBOUNDED = /client|user|address|ip|sub|path|url|id$/;

describe('the metrics as they are declared', () => {
  const declared = new Declarations(roomsOf({ metrics: {} })).all(METRICS);
  const metrics = [...PLATFORM_METRICS, ...declared];

  it('are what the table of docs/observing.md has; else run npm run settings', () => {
    const document = readFileSync(new URL('../../docs/observing.md', import.meta.url), 'utf8');
    expect(document).toBe(withMetricsTable(document, metrics));
  });

  it('have one name each, in the form that Prometheus wants', () => {
    expect(metrics.length).toBeGreaterThan(20);
    expect(new Set(metrics.map(({ options }) => options.name)).size).toBe(metrics.length);
    expect(metrics.filter(({ type, options }) => !FORMS[type].test(options.name))).toEqual([]);
  });

  it('have labels with few values, of which they say how many', () => {
    for (const { options } of metrics) {
      const labels = Object.keys(options.labels ?? {});
      expect([options.name, labels.filter((label) => UNBOUNDED.test(label))]).toEqual([options.name, []]);
      expect([options.name, options.most !== undefined]).toEqual([
        options.name,
        labels.length > 0 && options.name !== 'gatehouse_build_info',
      ]);
    }
  });
});

describe('a metric', () => {
  const ORDERS = counter({ name: 'orders_total', help: 'Orders', labels: { outcome: '`paid`' }, most: 1 });

  it('is there from the start if a room declares it, and else not', async () => {
    const metrics = new Metrics(declarationsOf(METRICS.of(ORDERS)));
    await expect(metrics.text()).resolves.toContain('# TYPE orders_total counter');
    metrics.counter(ORDERS).inc({ outcome: 'paid' });
    await expect(metrics.text()).resolves.toContain('orders_total{outcome="paid"} 1');
    expect(() => metricsOf().counter(ORDERS)).toThrow('no room declares the metric orders_total');
  });

  it('has a name that no other has, or the server does not start', () => {
    const twice = declarationsOf(METRICS.of(ORDERS, counter({ ...ORDERS.options })));
    expect(() => new Metrics(twice)).toThrow(/orders_total/);
  });
});
