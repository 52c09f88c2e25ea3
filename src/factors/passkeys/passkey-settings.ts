import { RoomSettings } from '../../platform/config/room-settings.js';
import { Setting } from '../../platform/config/setting.js';
import { flag, listOf } from '../../platform/config/setting-types.js';

const AAGUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Labels that browsers take at least (WebAuthn Level 3 §5.11.1); here every origin counts, so that none is left out. */
const MOST_ORIGINS = 5;

/** Which passkeys are taken, and where they are used. */
export const PASSKEY_SETTINGS = new RoomSettings('passkeys', {
  aaguids: new Setting<readonly string[]>(
    {
      name: 'PASSKEY_AAGUIDS',
      fallback: [],
      about:
        'Models of authenticators whose passkeys people may add, by their AAGUID, separated by commas; without it all. Of a listed model, a passkey that cannot be copied counts as protected by hardware (`hwk`).',
      allowed: 'UUIDs, such as 2fc0579f-8113-47ea-b116-bb5a8db9202a',
    },
    (given, wrong) => {
      const list = listOf(given.toLowerCase());
      for (const each of list.filter((one) => !AAGUID.test(one)))
        wrong(`must list AAGUIDs such as 2fc0579f-8113-47ea-b116-bb5a8db9202a, not "${each}"`);
      return list;
    },
  ),
  countsAsTwo: flag({
    name: 'PASSKEY_COUNTS_AS_TWO',
    about:
      'Whether a passkey stands for two factors if the authenticator has verified who uses it, by a PIN, a finger or a face. false: it completes a sign-in by password only, and signs no one in by itself.',
    fallback: true,
  }),
  relatedOrigins: new Setting<readonly string[]>(
    {
      name: 'PASSKEY_RELATED_ORIGINS',
      fallback: [],
      about:
        'Further https origins whose pages may use the passkeys of this server, separated by commas, at most 5: other names by which people reach it. Browsers read them at /.well-known/webauthn.',
      allowed: 'https origins, such as https://login.example.de',
    },
    (given, wrong) => {
      const list = listOf(given);
      for (const each of list.filter((one) => !isHttpsOrigin(one)))
        wrong(`must list https origins such as https://login.example.de, not "${each}"`);
      if (list.length > MOST_ORIGINS) wrong(`must list at most ${MOST_ORIGINS} origins, not ${list.length}`);
      return list;
    },
  ),
});

function isHttpsOrigin(given: string): boolean {
  return URL.canParse(given) && given.startsWith('https://') && new URL(given).origin === given;
}
