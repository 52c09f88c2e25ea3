import { SetMetadata } from '@nestjs/common';

/**
 * Who may call a route. Every route declares it; a test fails if one does not.
 * `public`: anyone (pages find out by themselves who is signed in); `client`: an authenticated OAuth client;
 * otherwise the scope that the bearer token must carry.
 */
export type Access = 'public' | 'client' | { readonly scope: string };

export const ACCESS = 'gatehouse:access';

/** How strongly people must have been authenticated whose tokens a route takes. */
export const AUTHENTICATION = 'gatehouse:authentication';

/** The route is for anyone. */
export const Public = () => SetMetadata(ACCESS, 'public' satisfies Access);
