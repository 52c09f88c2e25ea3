import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { fastify } from 'fastify';
import { closeConnectionsWhenStopping } from './graceful-stop.js';
import { sendAnswersTogether } from './platform/http/turns.js';

describe('a server that stops', () => {
  it('waits for no connection whose answer was just leaving', async () => {
    const server = fastify({ forceCloseConnections: 'idle', return503OnClosing: false });
    closeConnectionsWhenStopping(server);
    sendAnswersTogether(server);
    let closed: Promise<void> | undefined;
    server.get('/', (_request, reply) => {
      reply.send('answered');
      closed = Promise.resolve(server.close());
    });
    const address = await server.listen({ port: 0, host: '127.0.0.1' });
    const agent = new Agent({ keepAlive: true });
    const [answer] = (await once(get(address, { agent }), 'response')) as [IncomingMessage];
    expect(await answer.setEncoding('utf8').toArray()).toEqual(['answered']);
    await closed;
    agent.destroy();
  });
});
