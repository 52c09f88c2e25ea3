import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from './access.js';
import { Pages } from './pages.js';

/** The one stylesheet. Its address changes with its content, so it is cached for ever. */
@ApiExcludeController()
@Controller('assets')
export class AssetsController {
  constructor(private readonly pages: Pages) {}

  @Public()
  @Get(':version/gatehouse.css')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'public, max-age=31536000, immutable')
  stylesheet(): string {
    return this.pages.stylesheet.text;
  }
}
