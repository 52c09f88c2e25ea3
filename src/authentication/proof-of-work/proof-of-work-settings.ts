import { RoomSettings } from '../../platform/config/room-settings.js';
import { flag } from '../../platform/config/setting-types.js';

/** Whether browsers have to work before strangers may send a form that costs the server something. */
export const PROOF_OF_WORK_SETTINGS = new RoomSettings('proofOfWork', {
  isOn: flag({
    name: 'PROOF_OF_WORK',
    about:
      'Whether browsers solve a small task (ALTCHA, about a second) before people register or say that a password is forgotten, so that programs cannot send these forms by the thousand. Both forms need JavaScript then.',
    fallback: false,
  }),
});
