// Serves a page whose script is the bundle of one file, as an application of JavaScript in the browser is served.
import { build } from 'esbuild';
import express from 'express';

const { ISSUER, CLIENT_ID, PORT } = process.env;
const [, , entry] = process.argv;
const settings = JSON.stringify({ issuer: ISSUER, clientId: CLIENT_ID });
const { outputFiles } = await build({
  entryPoints: [entry],
  bundle: true,
  write: false,
  format: 'esm',
  target: 'es2022',
  define: { SETTINGS: settings },
  tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
});

express()
  .get('/app.js', (_request, response) => response.type('text/javascript').send(outputFiles[0].text))
  .get('/silent-check-sso.html', (_request, response) =>
    response.send('<!doctype html><script>parent.postMessage(location.href, location.origin)</script>'),
  )
  .use((_request, response) =>
    response.send(`<!doctype html><html lang="en"><title>App</title><button id="sign-in">Sign in</button>
      <app-root></app-root><output></output><script type="module" src="/app.js"></script></html>`),
  )
  .listen(PORT);
