import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiModule } from './api.module.js';

/** A protected API on its own: it knows the authorization server by its issuer URL only. */
const {
  ISSUER = 'http://localhost:3000',
  AUDIENCE = 'https://api.example.com',
  HOST = '127.0.0.1',
  PORT = '3002',
} = process.env;

const api = ApiModule.forRoot({ issuer: ISSUER, audience: AUDIENCE });
const app = await NestFactory.create<NestFastifyApplication>(api, new FastifyAdapter(), { logger: ['warn', 'error'] });
app.enableShutdownHooks();
await app.listen(PORT, HOST);
console.log(`listening on http://localhost:${PORT}`);
