import { Inject, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Declarations, Declares, type Room } from './declarations.js';
import { PeerKind, Peers, providePeers } from './peers.js';

interface Greeting {
  readonly name: string;
}
const GREETINGS = new PeerKind<Greeting>('greetings', ({ name }) => [name]);

@Injectable()
class Polite implements Greeting {
  readonly name = 'polite';
}
@Injectable()
class Rude implements Greeting {
  readonly name = 'rude';
}
@Injectable()
class Host {
  constructor(@Inject(GREETINGS.token) readonly greetings: Peers<Greeting>) {}
}

const own = GREETINGS.of(Polite);
const added = GREETINGS.of(Rude);

@Declares(own)
@Module({ providers: [Host, providePeers(GREETINGS), ...own.items] })
class HostRoom {}

@Declares(added)
@Module({ providers: [...added.items] })
class GuestRoom {}

@Declares(GREETINGS.of(Rude))
@Module({})
class ForgetfulRoom {}

/** A started application of these rooms. */
async function start(rooms: readonly Room[]) {
  const declared = { provide: Declarations, useValue: new Declarations(rooms) };
  const platform = { module: class Platform {}, global: true, providers: [declared], exports: [Declarations] };
  @Module({ imports: [platform, ...rooms] })
  class Root {}
  return NestFactory.createApplicationContext(Root, { logger: false, abortOnError: false });
}

describe('peers', () => {
  it('are those of every room, in the order of the rooms', async () => {
    const app = await start([HostRoom, GuestRoom]);
    const { greetings } = app.get(Host);
    expect(greetings.list.map(({ name }) => name)).toEqual(['polite', 'rude']);
    expect([greetings.keys, greetings.get('rude')?.name, greetings.get('none')]).toEqual([
      ['polite', 'rude'],
      'rude',
      undefined,
    ]);
    await app.close();
  });

  it('are the instances that the room that declares them provides', async () => {
    const app = await start([HostRoom, GuestRoom]);
    expect(app.get(Host).greetings.get('rude')).toBe(app.get(Rude, { strict: false }));
    await app.close();
  });

  it('do not start with two of one key', async () => {
    @Injectable()
    class AlsoPolite implements Greeting {
      readonly name = 'polite';
    }
    const twice = GREETINGS.of(AlsoPolite);
    @Declares(twice)
    @Module({ providers: [...twice.items] })
    class TwiceRoom {}
    await expect(start([HostRoom, TwiceRoom])).rejects.toThrow('two greetings are registered for polite');
  });

  it('do not start if the room that declares one does not provide it', async () => {
    await expect(start([HostRoom, ForgetfulRoom])).rejects.toThrow('Rude');
  });
});
