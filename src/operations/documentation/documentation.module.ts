import { Module } from '@nestjs/common';
import { BUILT_IN_CLIENTS } from '../../clients/built-in-client.js';
import { Declares } from '../../platform/declarations.js';
import { DOCS_CLIENT } from './docs-client.js';

/** The documentation of the admin API, in which people sign in and try it. */
@Declares(BUILT_IN_CLIENTS.of(DOCS_CLIENT))
@Module({})
export class DocumentationModule {}
