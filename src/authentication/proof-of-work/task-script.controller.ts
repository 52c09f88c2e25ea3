import { readFileSync } from 'node:fs';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../resource-server/access.js';
import { TASK_SCRIPT } from './task-script.js';

/** What browsers load to solve tasks. */
@ApiExcludeController()
@Controller()
export class TaskScriptController {
  private script: string | undefined;

  @Public()
  @Get(TASK_SCRIPT)
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'public, max-age=3600')
  code(): string {
    this.script ??= readFileSync(new URL('./assets/proof-of-work.client.js', import.meta.url), 'utf8');
    return this.script;
  }
}
