import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AssetsController } from './assets.controller.js';
import { FormGuard } from './form.guard.js';
import { Pages } from './pages.js';

/** What all pages share. */
@Global()
@Module({
  controllers: [AssetsController],
  providers: [Pages, { provide: APP_GUARD, useClass: FormGuard }],
  exports: [Pages],
})
export class UiModule {}
