import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../resource-server/access.js';
import { FORM_POST_SCRIPT } from './form-post.js';

/** Serves the script of the form_post page: a file of its own, because the content security policy forbids inline scripts. */
@ApiExcludeController()
@Controller()
export class FormPostController {
  @Public()
  @Get(FORM_POST_SCRIPT)
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'public, max-age=86400')
  script(): string {
    return 'document.forms[0].submit();';
  }
}
