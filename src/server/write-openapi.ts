import { writeFileSync } from 'node:fs';
import { describeApi } from '../operations/documentation/describe-api.js';
import { readConfig } from '../platform/config/read-config.js';
import { createApp } from './create-app.js';

/** The issuer of no one, as `schemas/openapi.json` names it. */
const ISSUER = 'https://auth.example.com';

function escaped(text: string, at: number): string {
  return `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`;
}

// `npm run openapi`: writes down the description of the admin API, so that every change of it is seen.
const app = await createApp(
  readConfig({ ISSUER, DATABASE_URL: 'sqlite::memory:', ENCRYPTION_SECRET: ISSUER.repeat(2), LOG_LEVEL: 'silent' }),
);
await app.init();
// What is not seen is escaped: no one could review it.
const document = JSON.stringify(describeApi(app, ISSUER), null, 2).replace(/[\p{Cc}\p{Cf}]/gu, (character) =>
  character === '\n' ? character : [...Array(character.length).keys()].map((at) => escaped(character, at)).join(''),
);
writeFileSync(new URL('../../schemas/openapi.json', import.meta.url), `${document}\n`);
await app.close();
