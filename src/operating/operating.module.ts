import { Module } from '@nestjs/common';
import { KeysController } from './keys.controller.js';
import { SettingsController } from './settings.controller.js';

/** What operators see of the server itself. */
@Module({ controllers: [KeysController, SettingsController] })
export class OperatingModule {}
