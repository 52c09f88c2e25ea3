import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { roomsOf } from '../app.module.js';
import { SERVER_SETTINGS } from '../platform/config/config.js';
import { SETTINGS } from '../platform/config/room-settings.js';
import { Declarations } from '../platform/declarations.js';
import { METRICS } from '../platform/telemetry/metric.js';
import { PLATFORM_METRICS } from '../platform/telemetry/metrics.js';
import { withMetricsTable } from './describe-metrics.js';
import { environmentExample, withSettingsTable } from './describe-settings.js';

const EXAMPLE = new URL('../../.env.example', import.meta.url);
const OPERATING = new URL('../../docs/operating.md', import.meta.url);
const OBSERVING = new URL('../../docs/observing.md', import.meta.url);

// `npm run settings`: writes down what is declared of the settings and the metrics.
const declared = new Declarations(roomsOf({ metrics: {} }));
const schemas = [SERVER_SETTINGS, ...declared.all(SETTINGS).map(({ schema }) => schema)];
writeFileSync(EXAMPLE, environmentExample(schemas));
writeFileSync(OPERATING, withSettingsTable(readFileSync(OPERATING, 'utf8'), schemas));
const metrics = [...PLATFORM_METRICS, ...declared.all(METRICS)];
writeFileSync(OBSERVING, withMetricsTable(readFileSync(OBSERVING, 'utf8'), metrics));
