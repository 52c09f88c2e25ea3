import { ResourceServerModule, type ResourceServerOptions } from '@gatehouse/resource-server';
import { Controller, type DynamicModule, Get, Module } from '@nestjs/common';
import { ReportsController } from './reports.controller.js';

@Controller()
class WelcomeController {
  /** Routes that require no scope stay as they are: this one is for anyone. */
  @Get()
  welcome() {
    return { message: 'Example API. Send an access token with the scope api:read to /reports.' };
  }
}

/** The whole API. One import protects it. */
@Module({ controllers: [WelcomeController, ReportsController] })
export class ApiModule {
  static forRoot(options: ResourceServerOptions): DynamicModule {
    return { module: ApiModule, imports: [ResourceServerModule.forRoot(options)] };
  }
}
