import 'reflect-metadata';
import { RequireScope, ResourceServerModule } from '@gatehouse/resource-server';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { scene } from '../contestants/scene.js';

/** An API as our users write one, with the same route guarded and unguarded. */
const { PORT = '', ISSUER = '' } = process.env;

@Controller()
class ReportsController {
  @Get('open')
  open() {
    return { reports: ['January', 'February'] };
  }

  @Get('guarded')
  @RequireScope(scene.apiScope)
  guarded() {
    return { reports: ['January', 'February'] };
  }
}

@Module({
  imports: [ResourceServerModule.forRoot({ issuer: ISSUER, audience: scene.api })],
  controllers: [ReportsController],
})
class ApiModule {}

const app = await NestFactory.create<NestFastifyApplication>(ApiModule, new FastifyAdapter(), {
  logger: ['warn', 'error'],
});
await app.listen(Number(PORT), '127.0.0.1');
console.log('listening on', PORT);
