import { SetMetadata } from '@nestjs/common';

export const ANY_ORIGIN = 'gatehouse:any-origin';

/**
 * Scripts of every origin may call the route, or every route of the controller (Fetch standard §3.3). Only for what takes no
 * cookie; never for the authorization endpoint (RFC 9700 §2.6) or a page. It opens the address: all routes there must have it.
 */
export const AnyOrigin = () => SetMetadata(ANY_ORIGIN, true);
