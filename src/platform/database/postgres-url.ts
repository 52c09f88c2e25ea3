/** What a server must be like, as in libpq. The others that libpq knows are for servers that are not written to. */
const TARGETS = ['any', 'read-write', 'primary'] as const;
type Target = (typeof TARGETS)[number];

/** A URL of PostgreSQL, read as libpq reads it (PostgreSQL manual, "Connection Strings" and "Specifying Multiple Hosts"). */
export interface PostgresUrl {
  /** A URL for each host, in the order in which they are to be tried. */
  readonly urls: readonly string[];
  /** `target_session_attrs`; left out: `read-write` if there are several hosts, because this server writes. */
  readonly target: Target;
  /** Milliseconds for each host: `connect_timeout`, which is in seconds. */
  readonly connectTimeout: number | undefined;
  /** Milliseconds. */
  readonly queryTimeout: number | undefined;
  /** Host and port of each host, for people. */
  readonly places: readonly string[];
  readonly database: string;
}

/** The message says what is wrong and never has the password. */
export class InvalidPostgresUrl extends Error {}

/** @throws InvalidPostgresUrl */
export function readPostgresUrl(text: string): PostgresUrl {
  const [, protocol, authority = '', path = '', query] =
    /^(postgres(?:ql)?:)\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?/.exec(text) ?? [];
  if (protocol === undefined) throw new InvalidPostgresUrl('must begin with postgres://');
  const credentials = authority.slice(0, authority.lastIndexOf('@') + 1);
  const parameters = new URLSearchParams(query);
  const take = (name: string) => {
    const value = parameters.get(name) ?? undefined;
    parameters.delete(name);
    return value;
  };
  const hosts = hostsOf(authority.slice(credentials.length), take('host'), take('port'));
  const target = readTarget(take('target_session_attrs'), hosts.length);
  const connectTimeout = Number(take('connect_timeout'));
  const queryTimeout = Number(take('query_timeout'));
  const urlOf = ({ host, port }: Host) => {
    const own = new URLSearchParams(parameters);
    if (host.startsWith('/')) own.set('host', host);
    const address = host.startsWith('/') ? '' : host;
    const rest = own.size > 0 ? `?${own}` : '';
    return `${protocol}//${credentials}${address}${port && `:${port}`}${path}${rest}`;
  };
  return {
    urls: hosts.map(urlOf),
    target,
    connectTimeout: connectTimeout > 0 ? connectTimeout * 1000 : undefined,
    queryTimeout: queryTimeout > 0 ? queryTimeout : undefined,
    places: hosts.map(({ host, port }) => `${host}${port && `:${port}`}`),
    database: path.slice(1),
  };
}

interface Host {
  /** A name, an address (IPv6 in brackets), or the folder of a socket. */
  readonly host: string;
  /** Empty: the usual one. */
  readonly port: string;
}

/** The parameters `host` and `port` stand in for what is before the path. */
function hostsOf(list: string, host: string | undefined, port: string | undefined): readonly Host[] {
  const named = list.split(',').map((each) => {
    const [, name = '', number = ''] = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d*))?$/.exec(each) ?? [];
    if (name === '' && each !== '' && !each.startsWith(':')) throw new InvalidPostgresUrl(`has no host in "${each}"`);
    return { host: name.replaceAll(/%2f/gi, '/'), port: number };
  });
  const hosts = host === undefined ? named : host.split(',').map((each) => ({ host: each, port: '' }));
  const ports = port?.split(',') ?? [];
  const wrong = [...hosts.map((each) => each.port), ...ports].find((each) => Number(each) > 65535 || /\D/.test(each));
  if (wrong !== undefined) throw new InvalidPostgresUrl(`has the port ${wrong}; it must be a whole number up to 65535`);
  if (port === undefined) return hosts;
  if (ports.length !== 1 && ports.length !== hosts.length)
    throw new InvalidPostgresUrl(`has ${hosts.length} hosts and ${ports.length} ports: name one port, or one for each`);
  return hosts.map((each, index) => ({ ...each, port: ports[index] ?? port }));
}

function readTarget(text: string | undefined, hosts: number): Target {
  if (text === undefined) return hosts > 1 ? 'read-write' : 'any';
  const target = TARGETS.find((each) => each === text);
  if (target === undefined)
    throw new InvalidPostgresUrl(`has target_session_attrs=${text}; it must be read-write, primary or any`);
  return target;
}
