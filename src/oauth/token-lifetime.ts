/** The longest that anything signed here may be valid, in seconds: one day. Settings and resources stay within it. */
export const LONGEST_TOKEN_LIFETIME = 86_400;
