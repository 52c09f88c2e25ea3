import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../platform/config/config.js';
import { Connections } from '../platform/http/connections.js';
import type { GracefulStop } from './graceful-stop.js';

/** Listens until the process stops. */
export async function listen(
  app: NestFastifyApplication,
  { port, host }: Pick<Config, 'port' | 'host'>,
  stop: GracefulStop,
): Promise<void> {
  await app.listen(port, host).catch((error: NodeJS.ErrnoException) => {
    throw cannotListen(error, port);
  });
  stop.finish = async () => {
    await app.get(Connections).answerLast();
    await app.close();
  };
}

/** An error of listening, whose message names the setting to change. */
function cannotListen(error: NodeJS.ErrnoException, port: number): Error {
  const advice: Readonly<Record<string, string>> = {
    EADDRINUSE: 'another program has it; end that, or set PORT to another one',
    EACCES: 'this user may not use it; set PORT to one from 1024 on',
    ENOTFOUND: 'no machine has the name that HOST says',
    EAI_AGAIN: 'the name that HOST says cannot be looked up now',
    EADDRNOTAVAIL: 'this machine does not have the address that HOST names',
  };
  const { code = '' } = error;
  if (!(code in advice)) return error;
  const message = `cannot listen on port ${port}: ${advice[code]} (${code})`;
  return Object.assign(new Error(message, { cause: error }), { code });
}
