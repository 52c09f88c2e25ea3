import { Injectable } from '@nestjs/common';
import type { Members, MetadataSource } from '../platform/metadata/server-metadata.js';
import { LANGUAGE_TAGS } from '../platform/texts/languages.js';

@Injectable()
export class UiMetadata implements MetadataSource {
  members(): Members {
    return { ui_locales_supported: LANGUAGE_TAGS };
  }
}
