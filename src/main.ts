import 'reflect-metadata';
import { createApp } from './create-app.js';
import { readConfig } from './platform/config/read-config.js';

const config = readConfig(process.env);
const app = await createApp(config);
await app.listen(config.port, config.host);
console.log(`listening on ${config.issuer}`);
