import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { roomsOf } from '../app.module.js';
import { SERVER_SETTINGS } from '../platform/config/config.js';
import { SETTINGS } from '../platform/config/room-settings.js';
import { Declarations } from '../platform/declarations.js';
import { environmentExample, withSettingsTable } from './describe-settings.js';

const EXAMPLE = new URL('../../.env.example', import.meta.url);
const OPERATING = new URL('../../docs/operating.md', import.meta.url);

// `npm run settings`: writes down what is declared of the settings.
const declared = new Declarations(roomsOf({ metrics: {} })).all(SETTINGS);
const schemas = [SERVER_SETTINGS, ...declared.map(({ schema }) => schema)];
writeFileSync(EXAMPLE, environmentExample(schemas));
writeFileSync(OPERATING, withSettingsTable(readFileSync(OPERATING, 'utf8'), schemas));
