import { applyDecorators, Header } from '@nestjs/common';

/** RFC 6749 §5.1: answers that carry tokens or credentials are never stored. */
export const NoStore = () => applyDecorators(Header('cache-control', 'no-store'), Header('pragma', 'no-cache'));
