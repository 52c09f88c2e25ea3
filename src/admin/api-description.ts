import type { Type } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { type Declarations, Kind } from '../platform/declarations.js';

/** What a room adds to the OpenAPI document, beyond what the decorators of its routes say. */
export interface ApiDescription {
  /** DTOs that no route names. */
  readonly models: (declarations: Declarations) => readonly Type[];
  readonly describe: (document: OpenAPIObject, declarations: Declarations) => void;
}

/** Read by the API's documentation. */
export const API_DESCRIPTIONS = new Kind<ApiDescription>('descriptions of the API');
