import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Declares } from '../platform/declarations.js';
import { METADATA } from '../platform/metadata/server-metadata.js';
import { AssetsController } from './assets.controller.js';
import { FormGuard } from './form.guard.js';
import { LanguageController } from './language.controller.js';
import { Pages } from './pages.js';
import { UiMetadata } from './ui-metadata.js';

/** What all pages share. */
@Global()
@Declares(METADATA.of(UiMetadata))
@Module({
  controllers: [AssetsController, LanguageController],
  providers: [Pages, UiMetadata, { provide: APP_GUARD, useClass: FormGuard }],
  exports: [Pages],
})
export class UiModule {}
