import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The lines of a Dockerfile: an instruction and the rest, with continued lines joined. */
const dockerfile = read('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .flatMap((line) =>
    /^[A-Z]+ /.test(line) ? [{ instruction: line.split(' ', 1)[0] ?? '', rest: line.replace(/^[A-Z]+ +/, '') }] : [],
  );
const lastOf = (instruction: string) =>
  dockerfile.filter((each) => each.instruction === instruction).at(-1)?.rest ?? '';

interface Service {
  image: string;
  environment?: Record<string, string>;
  read_only?: boolean;
  cap_drop?: string[];
  stop_grace_period?: string;
  volumes?: string[];
  healthcheck?: { test: string[] };
  networks?: Record<string, { ipv4_address?: string }>;
}

interface Container {
  image: string;
  command?: string[];
  env?: { name: string; value: string }[];
  ports?: { name: string; containerPort: number }[];
  securityContext: object;
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  lifecycle?: { preStop: { exec: { command: string[] } } };
}

interface Probe {
  httpGet: { path: string };
}

interface PodSpec {
  containers: Container[];
  securityContext: object;
  terminationGracePeriodSeconds?: number;
  automountServiceAccountToken?: boolean;
}

const compose = parse(read('compose.yaml'), { merge: true }) as { services: Record<string, Service> };
const replicas = Object.entries(compose.services).filter(([name]) => name.startsWith('gatehouse-'));

/** Every file of deploy/kubernetes, parsed, by its path. */
const manifests = new Map(
  readdirSync(join(ROOT, 'deploy/kubernetes'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => [path, parse(read(`deploy/kubernetes/${path}`)) as Record<string, unknown>]),
);
const podOf = (path: string) => (manifests.get(path) as { spec: { template: { spec: PodSpec } } }).spec.template.spec;
const PODS = ['base/deployment.yaml', 'overlays/postgresql/migration.yaml'];
const unit = read('deploy/systemd/gatehouse.service');

/** What Node and compose.yaml themselves take from the environment. */
const OTHERS: ReadonlySet<string> = new Set(['NODE_ENV', 'HTTPS_ADDRESS']);

/** Seconds in which the server finishes what is in flight; see src/server/graceful-stop.ts. */
const DEADLINE = Number(/15_000/.exec(read('src/server/graceful-stop.ts'))?.[0].replace('_', '')) / 1000;

describe('what deploys the server', () => {
  const settings = new Set([...read('.env.example').matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name]) => name));

  it('uses only settings that there are', () => {
    const fromCompose = replicas.flatMap(([, { environment = {} }]) => Object.keys(environment));
    const literals = [...read('deploy/kubernetes/base/kustomization.yaml').matchAll(/^ +- ([A-Z_]+)=/gm)];
    const inManifests = [...manifests.keys()].flatMap((path) =>
      [...read(`deploy/kubernetes/${path}`).matchAll(/^ +- name: ([A-Z][A-Z_]+)$/gm)].map(([, name]) => name),
    );
    const inUnits = [...unit.matchAll(/^Environment=(\w+)=/gm)].map(([, name]) => name);
    const inGuide = [...read('docs/operating.md').matchAll(/(?:^|--env )([A-Z][A-Z_]+)=/gm)].map(([, name]) => name);
    const used = [...fromCompose, ...literals.map(([, name]) => name), ...inManifests, ...inUnits, ...inGuide];
    expect(used.length).toBeGreaterThan(15);
    const unknown = used.filter((name) => !OTHERS.has(name ?? '') && !settings.has((name ?? '').replace(/_FILE$/, '')));
    expect(unknown).toEqual([]);
  });

  it('runs as one user that is a number, everywhere', () => {
    const [user = ''] = lastOf('USER').split(':');
    expect(user).toMatch(/^[1-9]\d{3,}$/);
    expect(lastOf('USER')).toBe(`${user}:${user}`);
    expect(read('deploy/compose/prepare.sh')).toContain(`\nuser=${user}\n`);
    for (const path of PODS)
      expect(podOf(path).securityContext).toMatchObject({ runAsUser: +user, runAsGroup: +user, fsGroup: +user });
  });

  it('gives Node the same options everywhere', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } };
    const options = scripts.start.match(/--\S+/g);
    expect(options).toHaveLength(4);
    expect((JSON.parse(lastOf('CMD')) as string[]).filter((each) => each.startsWith('--'))).toEqual(options);
    expect(/^ExecStart=.*$/m.exec(unit)?.[0].match(/--\S+/g)).toEqual(options);
  });

  it('waits for longer than the server needs to stop', () => {
    expect(DEADLINE).toBe(15);
    expect(lastOf('STOPSIGNAL')).toBe('SIGTERM');
    for (const [, { stop_grace_period = '' }] of replicas)
      expect(Number.parseInt(stop_grace_period, 10)).toBeGreaterThan(DEADLINE);
    const { terminationGracePeriodSeconds = 0, containers } = podOf('base/deployment.yaml');
    const [, pause] = containers[0]?.lifecycle?.preStop.exec.command ?? [];
    expect(terminationGracePeriodSeconds).toBeGreaterThan(DEADLINE + Number(pause));
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(DEADLINE);
  });

  it('restarts nothing because of the database, and lets no one in without it', () => {
    expect(lastOf('HEALTHCHECK')).toContain('["gatehouse", "health", "--live"]');
    const [container] = podOf('base/deployment.yaml').containers;
    expect(container?.startupProbe?.httpGet.path).toBe('/health/live');
    expect(container?.livenessProbe?.httpGet.path).toBe('/health/live');
    expect(container?.readinessProbe?.httpGet.path).toBe('/health/ready');
  });
});

describe('the image', () => {
  it('is made of files that there are, and that .dockerignore lets in', () => {
    const copied = dockerfile
      .filter(({ instruction, rest }) => instruction === 'COPY' && !rest.startsWith('--from'))
      .flatMap(({ rest }) => rest.split(' ').slice(0, -1));
    expect(copied.length).toBeGreaterThan(10);
    expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    const ignored = read('.dockerignore').split('\n');
    expect(ignored).toContain('*');
    expect(
      copied.filter(
        (path) => !ignored.some((line) => line.startsWith('!') && `${path}/`.startsWith(`${line.slice(1)}/`)),
      ),
    ).toEqual([]);
  });

  it('has compiled packages for amd64 and arm64', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, object> };
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const ours = Object.keys(dependencies).filter((name) => name.startsWith('@node-rs/'));
    const builds = ours.flatMap((name) => ['x64', 'arm64'].map((cpu) => `node_modules/${name}-linux-${cpu}-gnu`));
    expect(builds.filter((build) => !(build in packages))).toEqual([]);
    expect(builds.length).toBeGreaterThan(0);
  });

  it('names its bases by arguments, and listens on the port that it says', () => {
    const bases = dockerfile.filter(({ instruction }) => instruction === 'FROM').map(({ rest }) => rest.split(' ')[0]);
    for (const base of bases) expect(base).toMatch(/^\$\{(BUILD_)?BASE\}$/);
    expect(/^PORT=(\d+)$/m.exec(read('.env.example'))?.[1]).toBe(lastOf('EXPOSE'));
  });
});

describe('compose.yaml', () => {
  const nginx = read('deploy/compose/nginx.conf');

  it('has replicas that can write nothing and have no power, with secrets as files', () => {
    expect(replicas).toHaveLength(2);
    for (const [, service] of replicas) {
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        healthcheck: { test: ['CMD', 'gatehouse', 'health'] },
      });
      const secrets = Object.keys(service.environment ?? {}).filter((name) => /SECRET|DATABASE_URL/.test(name));
      expect(secrets.map((name) => name.endsWith('_FILE'))).toEqual([true, true]);
    }
  });

  it('lets nginx reach each replica, and each replica trust nginx alone', () => {
    const addresses = replicas.map(([, { networks }]) => networks?.front?.ipv4_address);
    const upstream = [...nginx.matchAll(/^ +server ([\d.]+):(\d+) /gm)];
    expect(upstream.map(([, address]) => address)).toEqual(addresses);
    expect(upstream.map(([, , port]) => port)).toEqual(addresses.map(() => lastOf('EXPOSE')));
    const trusted = replicas.map(([, { environment }]) => environment?.TRUST_PROXY);
    expect(new Set(trusted)).toEqual(new Set([compose.services.nginx?.networks?.front?.ipv4_address]));
    expect(nginx).toContain('proxy_set_header X-Forwarded-For $remote_addr;');
  });

  it('finds every secret where prepare.sh makes it', () => {
    const script = read('deploy/compose/prepare.sh');
    const made = [...script.matchAll(/"\$folder\/(\w+\/[\w.-]+)"/g)].map(([, path]) => path);
    for (const [name, service] of Object.entries(compose.services)) {
      const [folder] = (service.volumes ?? []).flatMap(
        (each) => /^\.\/deploy\/compose\/secrets\/(\w+):/.exec(each)?.[1] ?? [],
      );
      const text = JSON.stringify(service.environment ?? {}) + (name === 'nginx' ? nginx : '');
      for (const [, file] of text.matchAll(/\/run\/secrets\/([\w.-]+)/g)) expect(made).toContain(`${folder}/${file}`);
    }
    for (const [, file] of JSON.stringify(compose).matchAll(/"\.\/(deploy\/compose\/[\w.]+\.(?:sh|conf)):/g))
      expect(existsSync(join(ROOT, file ?? ''))).toBe(true);
  });
});

describe('deploy/kubernetes', () => {
  it('names only files that there are, and leaves none out', () => {
    const named = [...manifests].flatMap(([path, manifest]) => {
      if (manifest.kind !== 'Kustomization') return [];
      const { resources = [], patches = [] } = manifest as { resources?: string[]; patches?: { path: string }[] };
      const files = [...resources, ...patches.map((each) => each.path)].filter((each) => each.endsWith('.yaml'));
      return [path, ...files.map((file) => join(path, '..', file))];
    });
    expect(named.sort()).toEqual([...manifests.keys()].sort());
  });

  it('keeps to the pod security standard restricted', () => {
    expect(manifests.get('base/namespace.yaml')).toMatchObject({
      metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    });
    for (const path of PODS) {
      const pod = podOf(path);
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const { securityContext } of pod.containers)
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
    }
  });

  it('migrates in a job, and serves on the ports that it names', () => {
    expect(podOf('overlays/postgresql/migration.yaml').containers[0]?.command).toEqual(['gatehouse', 'migrate']);
    const { env } = podOf('overlays/postgresql/replicas.yaml').containers[0] ?? {};
    expect(env).toContainEqual({ name: 'MIGRATE_ON_START', value: 'false' });
    const literals = read('deploy/kubernetes/base/kustomization.yaml');
    const ports = podOf('base/deployment.yaml').containers[0]?.ports ?? [];
    expect(ports.map(({ containerPort }) => String(containerPort))).toEqual([
      lastOf('EXPOSE'),
      /METRICS_PORT=(\d+)/.exec(literals)?.[1],
    ]);
    expect(manifests.get('base/service.yaml')).toMatchObject({ spec: { ports: [{ targetPort: 'http' }] } });
  });
});
