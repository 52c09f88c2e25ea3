import { integer } from './setting-types.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const YEAR = 366 * DAY;

/** How long things last, in seconds. */
export const LIFETIMES = {
  authorizationCode: integer({
    name: 'AUTHORIZATION_CODE_LIFETIME',
    about: 'How long an authorization code can be redeemed, in seconds.',
    fallback: 60,
    least: 1,
    most: 600,
  }),
  accessToken: integer({
    name: 'ACCESS_TOKEN_LIFETIME',
    about: 'How long an access token works, in seconds.',
    fallback: 600,
    least: 1,
    most: DAY,
  }),
  idToken: integer({
    name: 'ID_TOKEN_LIFETIME',
    about: 'How long an ID token is valid, in seconds.',
    fallback: HOUR,
    least: 1,
    most: DAY,
  }),
  /** From the authorization on, whatever is done with its refresh tokens. */
  refreshToken: integer({
    name: 'REFRESH_TOKEN_LIFETIME',
    about: 'How long after an authorization its refresh tokens end at the latest, in seconds.',
    fallback: 90 * DAY,
    least: 1,
    most: 10 * YEAR,
  }),
  refreshTokenIdle: integer({
    name: 'REFRESH_TOKEN_IDLE_LIFETIME',
    about: 'After how many seconds refresh tokens end that are not used.',
    fallback: 30 * DAY,
    least: 1,
    most: 10 * YEAR,
  }),
  refreshTokenGrace: integer({
    name: 'REFRESH_TOKEN_GRACE',
    about: 'How long a just-rotated refresh token still yields a working answer, in seconds.',
    fallback: 30,
    least: 0,
    most: 600,
  }),
  session: integer({
    name: 'SESSION_LIFETIME',
    about: 'How long a person stays signed in here at the latest, in seconds.',
    fallback: 12 * HOUR,
    least: 1,
    most: YEAR,
  }),
  sessionIdle: integer({
    name: 'SESSION_IDLE_LIFETIME',
    about: 'How long a person stays signed in here without using it, in seconds.',
    fallback: 2 * HOUR,
    least: 1,
    most: YEAR,
  }),
  authorizationRequest: integer({
    name: 'AUTHORIZATION_REQUEST_LIFETIME',
    about: 'How long a person may take to sign in and decide, in seconds.',
    fallback: 1800,
    least: 10,
    most: DAY,
  }),
  signingKey: integer({
    name: 'SIGNING_KEY_LIFETIME',
    about: 'How long a signing key signs before its successor takes over, in seconds.',
    fallback: 90 * DAY,
    least: HOUR,
    most: 10 * YEAR,
  }),
  clientSecret: integer({
    name: 'CLIENT_SECRET_LIFETIME',
    about: 'How long a client secret works that the server generates, in seconds; 0: for ever.',
    fallback: 0,
    least: 0,
    most: 10 * YEAR,
  }),
};
