import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Client, clientOf } from '../clients/client.js';
import { MINUTE } from '../platform/clock.js';
import { TestClock } from '../platform/clock.spec-support.js';
import type { OutgoingAnswer } from '../platform/egress/outgoing.js';
import { OutgoingRequests } from '../platform/egress/outgoing.js';
import { RequestObjectSource } from './request-object-source.js';

const ADDRESS = 'https://rp.example/request';
const BODY = 'eyJ.a.b';

class CountingRequests extends OutgoingRequests {
  count = 0;
  headers: IncomingHttpHeaders = {};
  status = 200;
  body = BODY;

  override async request(): Promise<OutgoingAnswer> {
    this.count += 1;
    return { status: this.status, headers: this.headers, body: this.body };
  }
}

describe('what is at a request_uri (OIDC Core §6.2)', () => {
  let outgoing: CountingRequests;
  let source: RequestObjectSource;
  let clock: TestClock;

  beforeEach(() => {
    clock = new TestClock();
    outgoing = new CountingRequests({ issuer: 'https://login.example.com', outgoingNetworks: [] });
    source = new RequestObjectSource(outgoing, clock);
  });

  const trusted = client('app', 'administrator');
  const stranger = client('stranger', 'open');
  const find = (who: Client, address = ADDRESS) => source.find(address, who, 'application/jwt');

  async function times(count: number, who: Client, address?: string): Promise<void> {
    for (let index = 0; index < count; index++) await find(who, address);
  }

  it('is fetched each time if its answer says nothing of keeping it', async () => {
    await times(3, trusted);
    expect(outgoing.count).toBe(3);
  });

  it.each(['no-store', 'no-cache, max-age=60', 'max-age=0', 'private'])(
    'is fetched each time if its answer says %s',
    async (control) => {
      outgoing.headers = { 'cache-control': control };
      await times(3, trusted);
      expect(outgoing.count).toBe(3);
    },
  );

  it('is kept as long as its answer says (RFC 9111 §5.2.2.1), five minutes at most', async () => {
    outgoing.headers = { 'cache-control': 'public, max-age=60' };
    await times(3, stranger);
    clock.pass(59.999);
    await find(stranger);
    expect(outgoing.count).toBe(1);
    clock.pass(0.001);
    await find(stranger);
    expect(outgoing.count).toBe(2);
    outgoing.headers = { 'cache-control': 'max-age=86400' };
    clock.pass(MINUTE);
    await find(stranger);
    clock.pass(5 * MINUTE);
    await find(stranger);
    expect(outgoing.count).toBe(4);
  });

  it('is kept if the fragment is its digest, and not if it is another', async () => {
    await times(3, trusted, `${ADDRESS}#${createHash('sha256').update(BODY).digest('base64url')}`);
    expect(outgoing.count).toBe(1);
    await times(3, trusted, `${ADDRESS}#another`);
    expect(outgoing.count).toBe(4);
  });

  it('is not kept if it is a failure, or large', async () => {
    outgoing.headers = { 'cache-control': 'max-age=60' };
    outgoing.status = 500;
    await times(2, trusted);
    outgoing.status = 200;
    outgoing.body = 'x'.repeat(17_000);
    await times(2, trusted);
    expect(outgoing.count).toBe(4);
  });

  it('is not kept for strangers because a trusted client may reach it', async () => {
    outgoing.headers = { 'cache-control': 'max-age=60' };
    await find(trusted);
    await find(stranger);
    expect(outgoing.count).toBe(2);
  });

  it('is fetched for a client of a stranger 60 times in a minute at most, failures included', async () => {
    outgoing.status = 500;
    await times(60, stranger);
    await expect(find(stranger)).rejects.toMatchObject({ code: 'invalid_request_uri' });
    await expect(find(stranger, `${ADDRESS}2`)).rejects.toThrow(/too often/);
    await find(client('other', 'open'));
    expect(outgoing.count).toBe(61);
    clock.pass(MINUTE);
    await find(stranger);
  });

  it('is fetched for all strangers together 600 times in a minute at most; trusted clients are not limited', async () => {
    for (let index = 0; index < 10; index++) await times(60, client(`stranger-${index}`, 'open'));
    await expect(find(client('last', 'open'))).rejects.toThrow(/too often/);
    await times(100, trusted);
  });
});

function client(clientId: string, registeredBy: Client['registeredBy']): Client {
  return { ...clientOf(clientId, {} as never, []), registeredBy };
}
