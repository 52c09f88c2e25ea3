import { DAY } from '../platform/clock.js';
import { RoomSettings } from '../platform/config/room-settings.js';
import { integer } from '../platform/config/setting-types.js';

/** Second factors. */
export const FACTOR_SETTINGS = new RoomSettings('factors', {
  /** Seconds. */
  rememberedDeviceLifetime: integer({
    name: 'REMEMBERED_DEVICE_LIFETIME',
    about:
      'For how long a person who wants it is not asked for the second factor again in the same browser, in seconds; 0: never offered.',
    fallback: 30 * DAY,
    least: 0,
    most: 366 * DAY,
  }),
});
