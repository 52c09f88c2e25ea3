import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { AuditService } from '../../../src/audit/audit.service.js';
import { OLD_EVENTS, OldRoom, type SentEvent } from '../../support/old-room.js';
import { DIALECTS } from '../../support/test-database.js';
import { until } from '../../support/until.js';
import { createWorld, type World } from '../../support/world.js';

describe.each(DIALECTS)('the webhook of the audit log on %s', (dialect) => {
  const secret = randomBytes(32);
  const received: { headers: NodeJS.Dict<string | string[]>; body: string }[] = [];
  let status = 503;
  const receiver = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ headers: request.headers, body });
      response.statusCode = status;
      status = 204;
      response.end();
    });
  });
  let world: World;

  beforeAll(async () => {
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/audit`;
    const webhook = { url, secret: `whsec_${secret.toString('base64')}` };
    world = await createWorld({ dialect, audit: { retention: 0, tokens: false, webhook } }, { rooms: [OldRoom] });
  });
  afterAll(async () => {
    await world.close();
    receiver.close();
    receiver.closeAllConnections();
  });

  it('gets every event once it is sealed, signed per Standard Webhooks', async () => {
    await world.app.get(AuditService).record({ type: OLD_EVENTS.news, details: { text: 'Ünique' } });
    const { headers, body } = await until(() => received.find((each) => each.body.includes('"old.news"')));
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const signature = createHmac('sha256', secret).update(signed).digest('base64');
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'webhook-signature': `v1,${signature}` });
    const { data, ...envelope } = JSON.parse(body) as { data: SentEvent };
    expect(envelope).toEqual({ type: 'old.news', timestamp: data.at });
    expect(data).toMatchObject({
      id: headers['webhook-id'],
      details: { text: 'Ünique' },
      sequence: expect.any(Number),
      hash: expect.any(String),
    });
  });
});
