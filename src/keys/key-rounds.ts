import { HOUR, MINUTE } from '../platform/clock.js';
import { periodic } from '../platform/schedule/periodic-work.js';
import { KeysService } from './keys.service.js';
import { KEY_REFRESH_INTERVAL } from './signing-key.js';

/** Has the key set say no more than is needed: some libraries refuse all of it for one key that they do not understand. */
export const RETIRING = periodic({
  name: 'retiring unused signing keys',
  provider: KeysService,
  interval: HOUR,
  first: MINUTE,
  run: (keys) => keys.retireUnused(),
});

/** Has every process sign with, publish and accept the keys of the moment. */
export const REFRESHING = periodic({
  name: 'refreshing the signing keys',
  provider: KeysService,
  interval: KEY_REFRESH_INTERVAL,
  run: (keys) => keys.refreshQuietly(),
});
