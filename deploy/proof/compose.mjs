import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as client from 'openid-client';
import { parse } from 'yaml';
import { Browser } from '../../dist/examples/headless-browser.js';

/**
 * Starts what compose.yaml describes without Docker, and signs in through it. image.sh starts this in namespaces of its own.
 * The replicas run in the mounted image with its command, environment, folder and user, with a read-only root, without
 * capabilities, and as process 1. PostgreSQL and nginx are this machine's; nginx has the configuration of compose.yaml.
 */
const [root, imageFile] = process.argv.slice(2);
const compose = parse(readFileSync('compose.yaml', 'utf8'), { merge: true });
const image = JSON.parse(readFileSync(imageFile, 'utf8')).Docker.config;
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-proof-'));
chmodSync(folder, 0o755);
const ISSUER = 'https://localhost';
const PASSWORD = 'a password for this proof only';
const REDIRECT_URI = 'https://rp.example/cb';
const children = [];
const replicas = ['gatehouse-1', 'gatehouse-2'];
const addressOf = (name) => compose.services[name].networks.front.ipv4_address;

/** Settings of a service, with what the shell would put in. */
function settingsOf(name) {
  const values = Object.entries(compose.services[name].environment);
  return Object.fromEntries(values.map(([key, value]) => [key, value.replace(/\$\{ISSUER:-([^}]*)\}/, '$1')]));
}

function start(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  child.said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (child.said += chunk));
  child.ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
  children.push(child);
  return child;
}

const run = (command, args, options) => execFileSync(command, args, { encoding: 'utf8', ...options });

/** A script for `sh` that enters the image as a container does; what it is to run are its arguments. */
function enter(name) {
  const { Env, WorkingDir, User } = image;
  const [user, group] = User.split(':');
  const environment = [
    ...Env,
    ...Object.entries({ ...settingsOf(name), HOST: addressOf(name) }).map((pair) => pair.join('=')),
  ];
  const quoted = environment.map((each) => `'${each}'`).join(' ');
  const limits = `setpriv --reuid=${user} --regid=${group} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all`;
  return `set -e
mount --bind ${root} ${root}
mount -t tmpfs tmpfs ${root}/run
mkdir ${root}/run/secrets
mount --bind ${folder}/secrets/gatehouse ${root}/run/secrets
mount --bind ${folder}/hosts ${root}/etc/hosts
mount -t proc proc ${root}/proc
mount --bind /dev ${root}/dev
mount -o remount,bind,ro ${root}
exec chroot ${root} ${limits} env -i --chdir=${WorkingDir} ${quoted} "$@"`;
}

const UNSHARED = ['--mount', '--pid', '--fork', '--kill-child'];
const startReplica = (name) => start('unshare', [...UNSHARED, 'sh', '-c', enter(name), 'sh', ...image.Cmd]);
/** The same as the runtime does for HEALTHCHECK and \`docker exec\`. */
const inReplica = (name, ...words) =>
  run('unshare', [...UNSHARED, 'sh', '-c', enter(name), 'sh', ...words], { stdio: 'pipe' });

async function until(what, works) {
  for (let tries = 0; tries < 1200; tries++) {
    if (await works().catch(() => false)) return;
    await pause(100);
  }
  throw new Error(`${what} did not come about\n${children.map(({ said }) => said).join('\n')}`);
}

/** As a browser of this machine, which trusts the certificate that prepare.sh has made. */
function ask(url, init = {}) {
  const asked = new Request(url, init);
  const { hostname, pathname, search } = new URL(asked.url);
  return new Promise((resolve, reject) => {
    const target = {
      host: addressOf('nginx'),
      servername: hostname,
      ca: readFileSync(`${folder}/secrets/tls/certificate.pem`),
    };
    const headers = { ...Object.fromEntries(asked.headers), host: hostname };
    const sent = request(
      { ...target, agent: false, method: asked.method, path: pathname + search, headers },
      async (answer) => {
        const body = Buffer.concat(await answer.toArray());
        const pairs = answer.rawHeaders.flatMap((name, at) =>
          at % 2 === 0 ? [[name, answer.rawHeaders[at + 1]]] : [],
        );
        resolve(new Response(body.length > 0 ? body : null, { status: answer.statusCode, headers: pairs }));
      },
    );
    sent.on('error', reject);
    asked.text().then((body) => sent.end(body));
  });
}

async function signIn() {
  const options = { [client.customFetch]: ask };
  const configuration = await client.discovery(new URL(ISSUER), 'proof', undefined, client.None(), options);
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: REDIRECT_URI,
    scope: 'openid email',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  const browser = new Browser(ISSUER, {}, ask);
  await browser.get(url.href);
  await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
  if (browser.page.url.includes('/consent')) await browser.submitFirstForm({}, 'allow');
  const callback = new URL(browser.location ?? '');
  const tokens = await client.authorizationCodeGrant(configuration, callback, {
    pkceCodeVerifier,
    idTokenExpected: true,
  });
  const { email } = await client.fetchUserInfo(configuration, tokens.access_token, tokens.claims().sub);
  if (email !== 'alice@example.com') throw new Error(`userinfo says ${email}`);
}

function step(text) {
  console.log(`   ${text}`);
}

function expectEqual(what, found, expected) {
  if (found !== expected) throw new Error(`${what}: ${found}, not ${expected}`);
  step(`${what}: ${found}`);
}

async function startDatabase() {
  const [bin] = run('sh', ['-c', 'ls -d /usr/lib/postgresql/*/bin']).trim().split('\n').reverse();
  const data = `${folder}/data`;
  mkdirSync(data);
  run('chown', ['postgres', data]);
  const passwordFile = `${folder}/password`;
  writeFileSync(passwordFile, readFileSync(`${folder}/secrets/postgres/password`));
  run('chown', ['postgres', passwordFile]);
  const postgres = (...words) => ['-u', 'postgres', '--', ...words];
  const secure = ['--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--username=gatehouse'];
  run(
    'runuser',
    postgres(
      `${bin}/initdb`,
      '-D',
      data,
      ...secure,
      ...compose.services.postgres.environment.POSTGRES_INITDB_ARGS.split(' '),
    ),
  );
  appendFileSync(`${data}/pg_hba.conf`, 'host all all 172.30.22.0/24 scram-sha-256\n');
  start('runuser', postgres(`${bin}/postgres`, '-D', data, '-c', 'listen_addresses=172.30.22.2', '-k', data));
  await until('PostgreSQL', async () =>
    run(`${bin}/pg_isready`, ['-h', '172.30.22.2', '-U', 'gatehouse'], { stdio: 'pipe' }),
  );
  const PGPASSWORD = readFileSync(passwordFile, 'utf8').trim();
  run('psql', ['-h', '172.30.22.2', '-U', 'gatehouse', 'postgres', '-c', 'CREATE DATABASE gatehouse'], {
    env: { ...process.env, PGPASSWORD },
  });
}

async function prove() {
  run('ip', ['link', 'set', 'lo', 'up']);
  for (const address of ['172.30.22.2', ...['nginx', ...replicas].map(addressOf)])
    run('ip', ['address', 'add', `${address}/32`, 'dev', 'lo']);
  writeFileSync(`${folder}/hosts`, '127.0.0.1 localhost\n172.30.22.2 postgres\n');
  run('sh', ['deploy/compose/prepare.sh', `${folder}/secrets`], { env: { ...process.env, ISSUER } });
  await startDatabase();

  expectEqual('user of the image', image.User, '10001:10001');
  expectEqual('signal that stops it', image.StopSignal, 'SIGTERM');
  let before = Date.now();
  const running = Object.fromEntries(replicas.map((name) => [name, startReplica(name)]));
  for (const name of replicas) await until(name, async () => running[name].said.includes('listening on'));
  step(`two replicas started on an empty database, ${Date.now() - before} ms`);
  expectEqual(
    'links to create the first administrator',
    replicas.filter((name) => running[name].said.includes('/setup?token=')).length,
    1,
  );

  const [, ...check] = image.Healthcheck.Test;
  for (const name of replicas) {
    inReplica(name, ...check);
    inReplica(name, ...compose.services[name].healthcheck.test.slice(1));
  }
  step('both are healthy, by HEALTHCHECK and by the check of compose.yaml');
  const written = inReplica(replicas[0], 'sh', '-c', 'touch /opt/x /var/lib/gatehouse/data/x /tmp/x 2>&1 || true');
  expectEqual(
    'folders of the image that can be written to',
    3 - (written.match(/Read-only file system/g) ?? []).length,
    0,
  );
  expectEqual('who the server is', inReplica(replicas[0], 'id', '-u').trim(), '10001');

  const nginx = start('/usr/sbin/nginx', ['-c', nginxConfiguration(), '-e', 'stderr', '-g', 'daemon off;']);
  await until('nginx', async () => (await ask(`${ISSUER}/health/ready`)).status === 200);
  addPeople();
  for (let times = 0; times < 4; times++) await signIn();
  step('signed in four times through nginx, by https, with a client that checks everything');
  expectEqual('status of /metrics from outside', (await ask(`${ISSUER}/metrics`)).status, 404);

  for (const name of replicas) {
    before = Date.now();
    process.kill(childOf(running[name].pid), 'SIGTERM');
    expectEqual(`exit code of ${name} after SIGTERM to process 1`, await running[name].ended, 0);
    await signIn();
    step(`signed in while ${name} was down`);
    running[name] = startReplica(name);
    await until(name, async () => running[name].said.includes('listening on'));
  }
  nginx.kill('SIGTERM');
  await nginx.ended;
}

/** The process that `unshare --fork` has started. */
function childOf(pid) {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
}

/** That of compose.yaml, with the certificate and the writable folders of this run. */
function nginxConfiguration() {
  const file = `${folder}/nginx.conf`;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((each) => `${each}_temp_path ${folder};`)
    .join('\n');
  const text = readFileSync('deploy/compose/nginx.conf', 'utf8')
    .replaceAll('/run/secrets', `${folder}/secrets/tls`)
    .replace('/run/nginx/nginx.pid', `${folder}/nginx.pid`)
    .replace('access_log /dev/stdout;', `access_log off;\n${temporary}`)
    .replace('listen 443', `listen ${addressOf('nginx')}:443`);
  writeFileSync(file, `user root;\n${text}`);
  return file;
}

/** As an operator does: by the commands of the image. */
function addPeople() {
  const bootstrap = {
    clients: [
      { client_id: 'proof', token_endpoint_auth_method: 'none', redirect_uris: [REDIRECT_URI], scope: 'openid email' },
    ],
    users: [{ username: 'alice', password: PASSWORD, email: 'alice@example.com' }],
  };
  writeFileSync(`${folder}/secrets/gatehouse/bootstrap.json`, JSON.stringify(bootstrap));
  inReplica(replicas[0], 'gatehouse', 'bootstrap', '/run/secrets/bootstrap.json');
}

let failed = false;
try {
  await prove();
  console.log('Everything worked.');
} catch (error) {
  failed = true;
  console.error(error, ...children.map(({ said }) => said.slice(-2000)));
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
