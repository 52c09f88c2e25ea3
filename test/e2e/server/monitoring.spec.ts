import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { roomsOf } from '../../../src/app.module.js';
import { AUDIT_EVENTS } from '../../../src/audit/audit-event-type.js';
import { Declarations } from '../../../src/platform/declarations.js';
import { METRICS, type Metric } from '../../../src/platform/telemetry/metric.js';
import { PLATFORM_METRICS } from '../../../src/platform/telemetry/metrics.js';
import { describeWith } from '../../support/needed-program.js';
import { createTestApp, METRICS_TOKEN } from '../../support/test-app.js';

const DEPLOY = new URL('../../../deploy/', import.meta.url);
const DASHBOARD = new URL('grafana/gatehouse.json', DEPLOY);
const ALERTS = new URL('prometheus/alerts.yaml', DEPLOY);
/** Of Prometheus; `PROMTOOL_PATH` names another place. */
const PROMTOOL = {
  name: 'promtool',
  path: process.env.PROMTOOL_PATH ?? '/usr/bin/promtool',
  variable: 'PROMTOOL_PATH',
};

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** What Prometheus adds to each series, and what it makes itself. */
const ADDED = ['job', 'instance'];
const OWN = ['up'];

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const { groups } = parse(readFileSync(ALERTS, 'utf8')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as { panels: Panel[] };
const shown = dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ name: title, expr })));

/** Grafana puts values in before Prometheus sees an expression. */
const expressions = [...rules.map(({ alert: name, expr }) => ({ name, expr })), ...shown].map(({ name, expr }) => ({
  name,
  expr: expr.replaceAll('$__rate_interval', '5m').replaceAll(/\$(job|instance)/g, '.*'),
}));

/** The nodes of these kinds, with their texts. */
function nodesOf(expr: string, ...kinds: readonly string[]): readonly (readonly [string, SyntaxNode])[] {
  const found: [string, SyntaxNode][] = [];
  parser.parse(expr).iterate({
    enter: ({ type, node, from, to }) => {
      if (kinds.includes(type.name) || (type.isError && kinds.includes('error')))
        found.push([expr.slice(from, to), node]);
    },
  });
  return found;
}

describe('the dashboard and the alerts', () => {
  const declared = new Declarations(roomsOf({ metrics: {} }));
  const metrics: readonly Metric[] = [...PLATFORM_METRICS, ...declared.all(METRICS)];
  let scraped: string;

  beforeAll(async () => {
    const server = await createTestApp();
    await fetch(`${server.config.issuer}/health/live`);
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    scraped = await (await fetch(`${server.config.issuer}/metrics`, { headers })).text();
    await server.close();
  });

  it('are many', () => {
    expect([rules.length > 10, shown.length > 30]).toEqual([true, true]);
  });

  it.each(expressions)('$name: is PromQL, of metrics and labels that there are: $expr', ({ expr }) => {
    expect(nodesOf(expr, 'error').map(([text]) => text)).toEqual([]);
    const selected = nodesOf(expr, 'VectorSelector').map(([, node]) => {
      const name = node.getChild('Identifier');
      return name ? expr.slice(name.from, name.to) : '';
    });
    expect(selected.length).toBeGreaterThan(0);
    const names = selected.filter((name) => !OWN.includes(name)).map((name) => ({ name, base: baseOf(name) }));
    for (const { name, base } of names) expect([name, scraped.includes(`# TYPE ${base} `)]).toEqual([name, true]);
    const labels = names.flatMap(({ base }) =>
      Object.keys(metrics.find(({ options }) => options.name === base)?.options.labels ?? {}),
    );
    const used = nodesOf(expr, 'LabelName').map(([text]) => text);
    expect(used.filter((label) => ![...labels, ...ADDED, 'le'].includes(label))).toEqual([]);
  });

  /** Of a histogram, series have names of their own. */
  function baseOf(name: string): string {
    const base = name.replace(/_(bucket|count|sum)$/, '');
    return scraped.includes(`# TYPE ${base} histogram`) ? base : name;
  }

  it('ask for types of audit events that there are', () => {
    const types = declared.all(AUDIT_EVENTS).map(({ name }) => name);
    const asked = expressions.flatMap(({ expr }) =>
      [...expr.matchAll(/type=~?"([^"]+)"/g)].flatMap(([, list = '']) => list.split('|')),
    );
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((type) => !types.includes(type))).toEqual([]);
    // A series that begins with 1 has no increase.
    for (const type of asked) expect(scraped).toContain(`audit_events_total{type="${type}"} 0`);
  });

  it('show every metric that rooms declare, but for the version', () => {
    const all = expressions.map(({ expr }) => expr).join('\n');
    expect(metrics.map(({ options }) => options.name).filter((name) => !all.includes(name))).toEqual([]);
  });

  it('say what to do, and how bad it is', () => {
    for (const { alert, labels, annotations } of rules) {
      expect(alert).toMatch(/^Gatehouse[A-Z]\w+$/);
      expect(['critical', 'warning', 'info']).toContain(labels.severity);
      expect(annotations.summary.length * annotations.description.length).toBeGreaterThan(0);
    }
  });

  describeWith(PROMTOOL, 'as Prometheus reads them', () => {
    it('have no mistake', () => {
      const answer = execFileSync(PROMTOOL.path, ['check', 'rules', fileURLToPath(ALERTS)], { encoding: 'utf8' });
      expect(answer).toContain('SUCCESS');
    });
  });
});
