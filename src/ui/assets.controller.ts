import { readFileSync } from 'node:fs';
import { Controller, Get, Header, NotFoundException, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../resource-server/access.js';
import { readTokens, tokensCss } from './brand-tokens.js';
import { FORM_SCRIPT } from './form-script.js';
import { Pages } from './pages.js';

/** The files that pages load. The address of the one stylesheet changes with its content, so it is cached for ever. */
@ApiExcludeController()
@Controller()
export class AssetsController {
  private readonly script = readFileSync(new URL('./assets/forms.client.js', import.meta.url), 'utf8');

  constructor(private readonly pages: Pages) {}

  @Public()
  @Get('assets/:version/gatehouse.css')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'public, max-age=31536000, immutable')
  stylesheet(): string {
    return this.pages.stylesheet.text;
  }

  /** The colours and corners of a client's pages: its name says all of them. */
  @Public()
  @Get('assets/brand/:tokens')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'public, max-age=31536000, immutable')
  brand(@Param('tokens') name: string): string {
    const tokens = readTokens(name);
    if (!tokens) throw new NotFoundException();
    return tokensCss(tokens);
  }

  @Public()
  @Get(FORM_SCRIPT)
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'public, max-age=3600')
  forms(): string {
    return this.script;
  }
}
