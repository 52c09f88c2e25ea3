import { RoomSettings, type ValuesOf } from '../config/room-settings.js';
import { integer } from '../config/setting-types.js';

/** 100,000 in a second, more than a dozen cores answer: administrators set what is right for their clients. */
const GENEROUS = 6_000_000;
const MOST = 1_000_000_000;

const quota = (name: string, about: string) =>
  integer({ name, about: `${about} 0: any number.`, fallback: GENEROUS, least: 0, most: MOST });

/** How many requests are let in within a minute, by all replicas together. 0: any number. */
export const QUOTA_SETTINGS = new RoomSettings('quotas', {
  token: quota(
    'TOKEN_QUOTA',
    'How many requests one client may send to the token endpoint within a minute, to all replicas together; a public client from one address.',
  ),
  introspection: quota(
    'INTROSPECTION_QUOTA',
    'How many tokens one client may have introspected or revoked within a minute, counted in the same way.',
  ),
  authorization: quota(
    'AUTHORIZATION_QUOTA',
    'How many authorization requests one address (IPv6: its /64) may send within a minute, to all replicas together. Behind a proxy set TRUST_PROXY.',
  ),
});

export type QuotaSettings = ValuesOf<typeof QUOTA_SETTINGS>;

/** What requests are for. */
export type QuotaKind = keyof QuotaSettings;
