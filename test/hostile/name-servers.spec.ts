import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OperatorsHosts } from '../../src/platform/egress/operators-hosts.js';
import { OutgoingRequests } from '../../src/platform/egress/outgoing.js';
import { type NameServer, startNameServer } from '../support/name-server.js';

const PUBLIC = { issuer: 'https://login.example.com', outgoingNetworks: [] };
const LOCAL = { issuer: 'http://localhost:3000', outgoingNetworks: [] };
const TRUSTED = { trusted: true };
const STRANGE = { trusted: false };

/** Milliseconds for a whole request: as long as a slow machine may need, and for what never comes to its end. */
const PATIENT = 60_000;
const SHORT = 500;

/** A public address that IANA has given to no one: nothing that is sent there arrives. */
const SOMEWHERE = '3000::1';

/** What a name server says of a name: at each question the next one, the last one again and again. */
const NAMES: Readonly<Record<string, readonly (readonly string[] | 'silence')[]>> = {
  'rebinding.example': [[SOMEWHERE], ['127.0.0.1', '::1']],
  'rebinding-back.example': [['127.0.0.1'], [SOMEWHERE]],
  'rebinding-inward.example': [['127.0.0.1'], ['10.0.0.1']],
  'private-last.example': [[SOMEWHERE, '8.8.8.8', '10.0.0.1']],
  'private-first.example': [['192.168.0.1', '8.8.8.8']],
  'other-family.example': [['8.8.8.8', 'fd00::1']],
  'mapped.example': [['::ffff:127.0.0.1']],
  'translated.example': [['64:ff9b::7f00:1']],
  'compatible.example': [['::7f00:1']],
  'six-to-four.example': [['2002:7f00:1::1']],
  'metadata.example': [['169.254.169.254']],
  'zero.example': [['0.0.0.0']],
  'nothing.example': [[]],
  'silent.example': ['silence'],
  'mail.localhost': [['127.0.0.1', '10.0.0.1']],
  'slow.example': [['127.0.0.1']],
  'relay.example': [['127.0.0.1'], ['169.254.169.254']],
};

function resolverOf({ address }: NameServer, timeout = PATIENT): (host: string) => Promise<readonly LookupAddress[]> {
  const resolver = new Resolver({ timeout, tries: 1 });
  resolver.setServers([address]);
  const one = (found: Promise<string[]>, family: number) =>
    found.then(
      (addresses) => addresses.map((each) => ({ address: each, family })),
      (error: NodeJS.ErrnoException) => (error.code === 'ENODATA' ? [] : Promise.reject(error)),
    );
  return async (host) => (await Promise.all([one(resolver.resolve4(host), 4), one(resolver.resolve6(host), 6)])).flat();
}

describe('what a hostile name server says', () => {
  let names: NameServer;
  let server: Server;
  let port: number;
  let hits = 0;
  let answer: RequestListener;

  beforeAll(async () => {
    names = await startNameServer((name, nth) => NAMES[name]?.[Math.min(nth, (NAMES[name]?.length ?? 1) - 1)]);
    server = createServer((request, response) => {
      hits++;
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => {
    hits = 0;
    names.questions.length = 0;
    answer = (_, response) => response.end('hello');
  });
  afterAll(() => {
    names.close();
    server.closeAllConnections();
    server.close();
  });

  /** As the server has it, but asks the test's name server. */
  function outgoing(config: typeof PUBLIC, timeLimit = PATIENT) {
    const resolve = resolverOf(names, timeLimit);
    return new (class extends OutgoingRequests {
      override timeLimit = timeLimit;
      protected override resolve(host: string) {
        return resolve(host);
      }
    })(config);
  }

  function operatorsHosts(): OperatorsHosts {
    const resolve = resolverOf(names);
    return new (class extends OperatorsHosts {
      protected override resolve(host: string) {
        return resolve(host);
      }
    })();
  }

  it('leads no request to this machine: a name that was public is asked for once, and is checked again next time', async () => {
    const requests = outgoing(PUBLIC);
    const url = `https://rebinding.example:${port}/`;
    // Where it leads is public and reaches no one.
    requests.timeLimit = SHORT;
    await expect(requests.request(url, STRANGE)).rejects.toThrow(/cannot be reached|did not answer/);
    requests.timeLimit = PATIENT;
    expect(names.questions.toSorted()).toEqual(['A rebinding.example', 'AAAA rebinding.example']);
    await expect(requests.request(url, STRANGE)).rejects.toThrow(
      `https://rebinding.example:${port}/ is at 127.0.0.1, which is no public address`,
    );
    expect(hits).toBe(0);
  });

  it('counts once for a request: it goes to the address that was checked, although another one holds by then', async () => {
    const requests = outgoing(LOCAL);
    await expect(requests.request(`http://rebinding-back.example:${port}/`, TRUSTED)).resolves.toMatchObject({
      body: 'hello',
    });
    expect(names.questions.toSorted()).toEqual(['A rebinding-back.example', 'AAAA rebinding-back.example']);
    const inward = `http://rebinding-inward.example:${port}/`;
    await expect(requests.request(inward, TRUSTED)).resolves.toMatchObject({ status: 200 });
    await expect(requests.request(inward, TRUSTED)).rejects.toThrow('10.0.0.1, which is no public address');
    expect(hits).toBe(2);
  });

  it.each([
    ['private-last.example', '10.0.0.1'],
    ['private-first.example', '192.168.0.1'],
    ['other-family.example', 'fd00::1'],
    ['mapped.example', '::ffff:127.0.0.1'],
    ['translated.example', '64:ff9b::7f00:1'],
    ['compatible.example', '::127.0.0.1'],
    ['six-to-four.example', '2002:7f00:1::1'],
    ['metadata.example', '169.254.169.254'],
    ['zero.example', '0.0.0.0'],
  ])('is refused as a whole if one of several addresses is not public: %s', async (name, address) => {
    const requests = outgoing(PUBLIC);
    for (const options of [STRANGE, TRUSTED])
      await expect(requests.request(`https://${name}:${port}/`, options)).rejects.toThrow(
        `https://${name}:${port}/ is at ${address}, which is no public address`,
      );
    expect(hits).toBe(0);
  });

  it.each(['unknown.example', 'nothing.example', 'silent.example'])('may be nothing: %s', async (name) => {
    await expect(outgoing(PUBLIC, SHORT).request(`https://${name}/`, STRANGE)).rejects.toThrow(
      /^https:\/\/\S+ (cannot be reached|did not answer within 500 ms)$/,
    );
  });

  it('makes no other machine of this one for the mail server, nor the address of metadata of any host', async () => {
    const hosts = operatorsHosts();
    const { signal } = new AbortController();
    const to = (host: string) => hosts.connect({ host, port, isLoopback: host.endsWith('localhost') }, signal);
    await expect(to('mail.localhost')).rejects.toThrow('mail.localhost is at 10.0.0.1, not on this machine');
    const socket = await to('relay.example');
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
    await expect(to('relay.example')).rejects.toThrow(
      'relay.example is at 169.254.169.254, which is no address of a host',
    );
    for (const literal of ['169.254.169.254', '::ffff:169.254.169.254', '0.0.0.0', '::', '224.0.0.1'])
      await expect(to(literal)).rejects.toThrow('which is no address of a host');
    const gone = AbortSignal.abort(new Error('too late'));
    await expect(hosts.connect({ host: 'relay.example', port, isLoopback: false }, gone)).rejects.toThrow('too late');
  });

  it.each([
    ['headers', (response: Parameters<RequestListener>[1], part: string) => response.socket?.write(part)],
    ['body', (response: Parameters<RequestListener>[1], part: string) => response.write(part)],
  ])('may lead to who sends its %s byte by byte: that ends with the time for the whole answer', async (what, write) => {
    const ended = new Promise((resolve) => {
      answer = ({ socket }, response) => {
        if (what === 'headers') socket.write('HTTP/1.1 200 OK\r\nx-slow: ');
        const dripping = setInterval(() => write(response, 'x'), 20);
        socket.once('close', () => resolve(clearInterval(dripping)));
      };
    });
    await expect(outgoing(LOCAL, SHORT).request(`http://slow.example:${port}/`, TRUSTED)).rejects.toThrow(
      'did not answer within 500 ms',
    );
    await ended;
  });

  it.each([
    ['a redirect', 302, ''],
    ['more than is wanted', 200, 'x'.repeat(1000)],
  ])('may lead to who sends %s without end: the connection is closed at once', async (_, status, body) => {
    const closed = new Promise((resolve) => {
      answer = ({ socket }, response) => {
        socket.once('close', resolve);
        response.writeHead(status, { location: 'http://169.254.169.254/' });
        response.write(`${body} `);
      };
    });
    const request = new OutgoingRequests(LOCAL).request(`http://127.0.0.1:${port}/`, { ...TRUSTED, maxBytes: 100 });
    await expect(request).rejects.toThrow(/answered with a redirect|answered more than 100 bytes/);
    await closed;
    expect(hits).toBe(1);
  });
});
