import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OutgoingRequests } from './outgoing.js';

const LOCAL = { issuer: 'http://localhost:3000', outgoingNetworks: [] };
const PUBLIC = { issuer: 'https://login.example.com', outgoingNetworks: [] };
const TRUSTED = { trusted: true };
const STRANGE = { trusted: false };

/** Resolves names as a hostile resolver would: each time the next of the given answers. */
class Rebound extends OutgoingRequests {
  readonly asked: string[] = [];

  constructor(
    config: { issuer: string; outgoingNetworks: readonly string[] },
    private readonly answers: readonly (readonly string[])[],
  ) {
    super(config);
  }

  protected override async resolve(host: string) {
    const answer = this.answers[Math.min(this.asked.length, this.answers.length - 1)] ?? [];
    this.asked.push(host);
    return answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  }
}

describe('outgoing requests', () => {
  let server: Server;
  let origin: string;
  let port: number;
  let answer: RequestListener;
  let hits = 0;

  beforeAll(async () => {
    server = createServer((request, response) => {
      hits++;
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
    origin = `http://127.0.0.1:${port}`;
  });
  beforeEach(() => {
    hits = 0;
    answer = (_, response) => response.end('hello');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('reach a trusted address of this machine if the issuer is so too', async () => {
    answer = (request, response) => {
      const body: Buffer[] = [];
      request
        .on('data', (chunk: Buffer) => body.push(chunk))
        .on('end', () => {
          const { accept, 'content-type': type } = request.headers;
          response
            .writeHead(404, { 'x-test': 'yes' })
            .end(`${request.method} ${accept} ${type} ${Buffer.concat(body)}`);
        });
    };
    const posted = await new OutgoingRequests(LOCAL).request(`${origin}/a?b`, {
      ...TRUSTED,
      method: 'POST',
      accept: 'application/json',
      headers: { 'content-type': 'text/plain' },
      body: 'ä',
    });
    expect(posted).toMatchObject({ status: 404, body: 'POST application/json text/plain ä' });
    expect(posted.headers['x-test']).toBe('yes');
    await expect(new OutgoingRequests(LOCAL).request(`http://localhost:${port}`, TRUSTED)).resolves.toMatchObject({
      body: 'GET */* undefined ',
    });
  });

  it.each([
    ['not trusted', LOCAL, STRANGE],
    ['trusted by a public issuer', PUBLIC, TRUSTED],
  ])('reach no address of this machine that is %s', async (_, config, options) => {
    const outgoing = new OutgoingRequests(config);
    await expect(outgoing.request(origin, options)).rejects.toThrow('must be an https URL');
    for (const host of ['127.0.0.1', '[::1]', 'localhost', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]'])
      await expect(outgoing.request(`https://${host}:${port}/`, options)).rejects.toThrow('which is no public address');
    expect(hits).toBe(0);
  });

  it('reach a network of ours only if it is named, the client is trusted, and by https', async () => {
    const outgoing = new OutgoingRequests({ ...PUBLIC, outgoingNetworks: ['127.0.0.0/8', '::1'] });
    for (const host of ['127.0.0.1', '[::1]']) {
      const url = `https://${host}:${port}/`;
      // This server speaks no TLS: that it was asked at all is what counts.
      await expect(outgoing.request(url, TRUSTED)).rejects.toThrow('cannot be reached');
      await expect(outgoing.request(url, STRANGE)).rejects.toThrow('which is no public address');
    }
    for (const host of ['10.0.0.1', '[::2]', '[::ffff:127.0.0.1]'])
      await expect(outgoing.request(`https://${host}/`, TRUSTED)).rejects.toThrow('which is no public address');
    await expect(outgoing.request(origin, TRUSTED)).rejects.toThrow('must be an https URL');
  });

  it.each(['10.0.0.1', '169.254.169.254', '[fd00::1]', '[64:ff9b::7f00:1]', '192.168.0.1', '100.64.0.1'])(
    'reach no private address even if trusted: %s',
    async (host) => {
      for (const scheme of ['http', 'https'])
        await expect(new OutgoingRequests(LOCAL).request(`${scheme}://${host}/`, TRUSTED)).rejects.toThrow(
          'which is no public address',
        );
    },
  );

  it.each(['file:///etc/passwd', 'ftp://example.com/', 'data:text/plain,hello', 'gopher://example.com/'])(
    'speak nothing but http: %s',
    async (url) => {
      await expect(new OutgoingRequests(LOCAL).request(url, TRUSTED)).rejects.toThrow('must be an https URL');
    },
  );

  it('carry no user information, and say what is no URL', async () => {
    const outgoing = new OutgoingRequests(LOCAL);
    await expect(outgoing.request(`http://a:b@127.0.0.1:${port}`, TRUSTED)).rejects.toThrow('user information');
    await expect(outgoing.request('/keys', TRUSTED)).rejects.toThrow('no absolute URL');
  });

  it('check every address that a name has', async () => {
    const outgoing = new Rebound(PUBLIC, [['8.8.8.8', '10.0.0.1']]);
    await expect(outgoing.request('https://rp.example/', STRANGE)).rejects.toThrow(
      'https://rp.example/ is at 10.0.0.1, which is no public address',
    );
    await expect(new Rebound(PUBLIC, [[]]).request('https://rp.example/', STRANGE)).rejects.toThrow(
      'cannot be reached',
    );
  });

  it('use plain http on this machine only, whatever the name says', async () => {
    const outgoing = new Rebound(LOCAL, [['8.8.8.8']]);
    await expect(outgoing.request('http://localhost/', TRUSTED)).rejects.toThrow('must be an https URL');
  });

  it('connect to the very address that was checked, although the name has another one by then (DNS rebinding)', async () => {
    const first = new Rebound(LOCAL, [['127.0.0.1'], ['10.0.0.1']]);
    await expect(first.request(`http://rp.example:${port}/`, TRUSTED)).resolves.toMatchObject({ body: 'hello' });
    expect(first.asked).toEqual(['rp.example']);
    // The other way round: it was good when the client was registered, and is checked again.
    await expect(first.request(`http://rp.example:${port}/`, TRUSTED)).rejects.toThrow('no public address');
    expect(hits).toBe(1);
  });

  it('follow no redirect', async () => {
    answer = (_, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    await expect(new OutgoingRequests(LOCAL).request(origin, TRUSTED)).rejects.toThrow('answered with a redirect');
    expect(hits).toBe(1);
  });

  it('take no more bytes than the caller wants', async () => {
    answer = (_, response) => response.end('x'.repeat(101));
    const outgoing = new OutgoingRequests(LOCAL);
    await expect(outgoing.request(origin, { ...TRUSTED, maxBytes: 101 })).resolves.toMatchObject({ status: 200 });
    await expect(outgoing.request(origin, { ...TRUSTED, maxBytes: 100 })).rejects.toThrow('more than 100 bytes');
  });

  it.each([
    ['answer', () => undefined],
    ['finish its answer', (_: unknown, response: { write(text: string): void }) => response.write('a')],
  ])('give up on who does not %s', async (_, listener) => {
    answer = listener as RequestListener;
    const hurried = new (class extends OutgoingRequests {
      protected override readonly timeLimit: number = 300;
    })(LOCAL);
    await expect(hurried.request(origin, TRUSTED)).rejects.toThrow('did not answer within');
  });

  it('give up on a name that is not resolved in time', async () => {
    const outgoing = new (class extends OutgoingRequests {
      protected override readonly timeLimit: number = 100;
      protected override resolve() {
        return new Promise<never>(() => undefined);
      }
    })(PUBLIC);
    await expect(outgoing.request('https://rp.example/', STRANGE)).rejects.toThrow('did not answer within');
  });

  it('say that no one answers, and keep a query to themselves', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const gone = `http://127.0.0.1:${(closed.address() as AddressInfo).port}/keys`;
    await new Promise((resolve) => closed.close(resolve));
    await expect(new OutgoingRequests(LOCAL).request(`${gone}?secret`, TRUSTED)).rejects.toThrow(
      new RegExp(`^${gone} cannot be reached$`),
    );
  });
});
