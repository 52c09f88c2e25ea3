import { fastify } from 'fastify';

/** Nothing but Fastify and JSON that was serialized once: `DOCUMENTS` has the text for each path. */
const { PORT = '', DOCUMENTS = '{}' } = process.env;

const app = fastify();
for (const [path, text] of Object.entries(JSON.parse(DOCUMENTS) as Record<string, string>)) {
  app.get(path, (_request, reply) => reply.header('content-type', 'application/json; charset=utf-8').send(text));
}
await app.listen({ port: Number(PORT), host: '127.0.0.1' });
console.log('listening on', PORT);
