import { writeFileSync } from 'node:fs';
import { describeApi } from '../operations/documentation/describe-api.js';
import { readConfig } from '../platform/config/read-config.js';
import { createApp } from './create-app.js';

/** The issuer of no one, as `schemas/openapi.json` names it. */
const ISSUER = 'https://auth.example.com';

// `npm run openapi`: writes down the description of the admin API, so that every change of it is seen.
const app = await createApp(
  readConfig({ ISSUER, DATABASE_URL: 'sqlite::memory:', ENCRYPTION_SECRET: ISSUER.repeat(2), LOG_LEVEL: 'silent' }),
);
await app.init();
const document = JSON.stringify(describeApi(app, ISSUER), null, 2);
writeFileSync(new URL('../../schemas/openapi.json', import.meta.url), `${document}\n`);
await app.close();
