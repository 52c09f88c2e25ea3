import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Between a client and a server of this machine: a network that can be cut without either being told. */
export interface Proxy {
  readonly port: number;
  /** Whether what either side sends is lost from now on; connections that were there stay cut. */
  swallow(lost: boolean): void;
  stop(): void;
}

/** @param port of the server */
export async function startProxy(port: number): Promise<Proxy> {
  const cut = new Set<Socket>();
  const open = new Set<Socket>();
  let lost = false;
  const pass = (from: Socket, to: Socket) => {
    open.add(from);
    from.on('data', (chunk) => cut.has(from) || to.write(chunk));
    from.on('close', () => cut.has(from) || to.destroy());
    from.on('error', () => undefined);
    if (lost) cut.add(from);
  };
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    pass(client, upstream);
    pass(upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    swallow(now) {
      lost = now;
      if (lost) for (const socket of open) cut.add(socket);
    },
    stop() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
