import { Controller, Get, Module, Post, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { AnyOrigin } from './any-origin.js';
import { OpenPaths } from './open-paths.js';

@Controller('closed')
class Closed {
  @Get(['', 'deep'])
  read(): void {}
}

@AnyOrigin()
@Controller(['one', '/other/'])
class Open {
  @Get()
  list(): void {}

  @Get('sub/:id')
  read(): void {}

  helper(): void {}
}

@Controller('mixed')
class Mixed {
  @AnyOrigin()
  @Get()
  read(): void {}

  @Post()
  write(): void {}
}

@Controller()
class Below {
  @AnyOrigin()
  @Get('notes/:id')
  read(): void {}

  @Post('notes/:id/secret')
  write(): void {}
}

@AnyOrigin()
@Controller()
class InTheMiddle {
  @Get('notes/:id/text')
  read(): void {}
}

@AnyOrigin()
@Controller()
class Everything {
  @Get(':page')
  read(): void {}
}

@AnyOrigin()
@Controller()
class Wildcard {
  @Get('files/*path')
  read(): void {}
}

async function openPaths(...controllers: Type[]): Promise<OpenPaths> {
  @Module({ controllers })
  class Room {}
  const module = await Test.createTestingModule({ imports: [Room] }).compile();
  return new OpenPaths(module.get(ModulesContainer));
}

describe('the addresses that any origin may call', () => {
  it('are those of routes that say so, whatever the query', async () => {
    const open = await openPaths(Open, Closed);
    const urls = ['/one', '/other?x', '/one/sub/1', '/one/sub/', '/other/sub/1/2', '/one?y=/one/sub/'];
    expect(urls.filter((url) => !open.has(url))).toEqual([]);
    const others = ['/', '/one/', '/one/sub', '/closed', '/closed/deep', '/ones', '/x/one', '/?/one', '/helper'];
    expect(others.filter((url) => open.has(url))).toEqual([]);
  });

  it.each([
    [
      'another method of the address is closed',
      Mixed,
      'any origin may call /mixed, but the route there does not say so',
    ],
    ['a closed route lies below', Below, 'any origin may call /notes/:id/secret'],
    ['a parameter is not the last part', InTheMiddle, 'must be the last part of /notes/:id/text'],
    ['a parameter is the only part', Everything, 'must be the last part of /:page'],
    ['it ends with a wildcard', Wildcard, 'must be the last part of /files/*path'],
  ])('are refused at start if %s', async (_, controller, message) => {
    await expect(openPaths(controller)).rejects.toThrow(message);
  });
});
