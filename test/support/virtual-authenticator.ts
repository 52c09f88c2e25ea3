import type { CDPSession, Page } from 'playwright-core';

/** What Chromium's virtual authenticators can be (Chrome DevTools Protocol, `WebAuthn.VirtualAuthenticatorOptions`). */
interface Traits {
  readonly hasUserVerification?: boolean;
}

/** An authenticator of Chromium (WebAuthn Level 3 §11) that answers whatever pages ask, as long as a person is there. */
export interface VirtualAuthenticator {
  /** How many passkeys it has. */
  count(): Promise<number>;
}

export async function addVirtualAuthenticator(page: Page, traits: Traits = {}): Promise<VirtualAuthenticator> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      ...traits,
    },
  });
  return {
    count: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
  };
}
