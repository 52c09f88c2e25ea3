import { Field } from './field.js';
import type { Figure } from './figure.js';
import { describeMachine } from './machine.js';
import { codeFlow } from './measures/code-flow.js';
import { documents } from './measures/documents.js';
import { endpoints } from './measures/endpoints.js';
import { guardedRoute } from './measures/guarded-route.js';
import { logins } from './measures/logins.js';
import type { Measure } from './measures/measure.js';
import { memory } from './measures/memory.js';
import { othersWhileSigningIn } from './measures/others-while-signing-in.js';
import { startUp } from './measures/start-up.js';
import { statements } from './measures/statements.js';
import { tokensWhileHashing } from './measures/tokens-while-hashing.js';
import { workers } from './measures/workers.js';
import { readOptions } from './options.js';
import { printFigures, writeReport } from './report.js';

/** In this order; memory last, because it is that after the load. */
const MEASURES: readonly Measure[] = [
  codeFlow,
  ...endpoints,
  guardedRoute,
  documents,
  tokensWhileHashing,
  othersWhileSigningIn,
  logins,
  statements,
  startUp,
  workers,
  memory,
];

/** Measures our server beside its peers; exit code 1 where a goal is missed. */
const options = readOptions();
const unknown = options.only.filter((name) => !MEASURES.some((measure) => measure.name === name));
if (unknown.length > 0) {
  console.error(`--only knows ${MEASURES.map(({ name }) => name).join(', ')}; not ${unknown.join(', ')}`);
  process.exit(2);
}

const field = await Field.open(options);
console.log(`${describeMachine()}\n${field.placement.description}`);
const figures: Figure[] = [];
try {
  for (const measure of MEASURES) {
    if (options.only.length === 0 || options.only.includes(measure.name)) figures.push(...(await measure.take(field)));
  }
} finally {
  await field.close();
}
writeReport(field, figures);
// Set outright: the embedded PostgreSQL ends the process by itself otherwise, with 0.
process.exit(printFigures(figures) ? 0 : 1);
