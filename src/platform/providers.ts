import { Injectable, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

/** Finds the providers that rooms name in what they declare. Each is there once every module is built: from `onModuleInit` on. */
@Injectable()
export class Providers {
  /** The provider of any room. @throws Error if no room provides it */
  readonly get: <T>(type: Type<T>) => T;

  constructor(modules: ModuleRef) {
    this.get = (type) => modules.get(type, { strict: false });
  }
}
