import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Between the server and its database: a network on which everything takes a while. */
export interface SlowNetwork {
  readonly port: number;
  /** From now on each way takes so many milliseconds. */
  take(milliseconds: number): void;
  close(): void;
}

/** @param port of the database */
export async function startSlowNetwork(port: number): Promise<SlowNetwork> {
  const open = new Set<Socket>();
  let delay = 0;
  const pass = (from: Socket, to: Socket) => {
    const underWay: { readonly due: number; readonly chunk: Buffer }[] = [];
    const arrive = () => {
      while (underWay[0] && underWay[0].due <= performance.now()) to.write(underWay.shift()?.chunk ?? '');
      if (underWay[0]) setTimeout(arrive, underWay[0].due - performance.now());
    };
    open.add(from);
    from.on('data', (chunk: Buffer) => {
      // What was sent later arrives later, also when the network has become faster.
      const due = Math.max(performance.now() + delay, underWay.at(-1)?.due ?? 0);
      if (underWay.push({ due, chunk }) === 1) arrive();
    });
    from.on('close', () => {
      open.delete(from);
      to.destroy();
    });
    from.on('error', () => undefined);
  };
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port, host: '127.0.0.1', noDelay: true });
    pass(client, upstream);
    pass(upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    take(milliseconds) {
      delay = milliseconds;
    },
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
