import { Module } from '@nestjs/common';
import { KeysController } from './keys.controller.js';

/** What operators see of the server itself. */
@Module({ controllers: [KeysController] })
export class OperatingModule {}
