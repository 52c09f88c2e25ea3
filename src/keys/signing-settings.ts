import { RoomSettings } from '../platform/config/room-settings.js';
import { someOf } from '../platform/config/setting-types.js';
import { SIGNING_ALGORITHMS } from './signing-algorithm.js';

/** What an operator says of the signing keys. */
export const SIGNING = new RoomSettings('signing', {
  /** Algorithms that have keys even if nothing uses them. */
  algorithms: someOf(
    {
      name: 'SIGNING_ALGORITHMS',
      about:
        'Comma-separated algorithms that have a published key even if no client and no resource uses them. ES256 and RS256 always have one, each other gets one when a client or a resource is registered for it.',
      example: '',
    },
    SIGNING_ALGORITHMS,
  ),
});
