import { Histogram, Registry } from 'prom-client';
import { RequestDurations } from './request-durations.js';

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

describe('the durations of requests', () => {
  it('are written just as prom-client writes a histogram', async () => {
    const ours = new RequestDurations();
    const registry = new Registry();
    const theirs = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Seconds from a request to its answer',
      labelNames: ['method', 'route', 'status'],
      buckets: BUCKETS,
      registers: [registry],
    });
    const routes = ['/oauth2/jwks', '/users/:id', 'none', '/a"quote\\and\nmore'];
    for (const seconds of [0, 0.0004, 0.001, 0.0011, 0.25, 0.7, 2.5, 2.6, 90])
      for (const method of ['GET', 'POST'])
        for (const route of routes)
          for (const status of [200, 404]) {
            ours.observe(method, route, status, seconds);
            theirs.observe({ method, route, status }, seconds);
          }
    expect(sorted(ours.text())).toEqual(sorted(await registry.metrics()));
  });

  it('are described before the first request', async () => {
    expect(new RequestDurations().text()).toMatch(/^# HELP \S+ .+\n# TYPE http_request_duration_seconds histogram\n$/);
  });
});

/** The order of series means nothing. */
function sorted(text: string): readonly string[] {
  return text.trim().split('\n').sort();
}
