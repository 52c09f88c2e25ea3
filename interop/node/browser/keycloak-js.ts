// As https://www.keycloak.org/securing-apps/javascript-adapter has it, for "any OpenID Connect provider".
import Keycloak from 'keycloak-js';

declare const SETTINGS: { issuer: string; clientId: string };

const keycloak = new Keycloak({ oidcProvider: SETTINGS.issuer, clientId: SETTINGS.clientId });
const show = (text: string) => {
  (document.querySelector('output') as HTMLOutputElement).textContent = text;
};
(document.getElementById('sign-in') as HTMLButtonElement).onclick = () => keycloak.login({ scope: 'profile email' });
try {
  const silentCheckSsoRedirectUri = `${location.origin}/silent-check-sso.html`;
  const authenticated = await keycloak.init({ onLoad: 'check-sso', silentCheckSsoRedirectUri });
  if (authenticated) show(((await keycloak.loadUserInfo()) as { email: string }).email);
} catch (error) {
  show(`Failed: ${JSON.stringify(error)} ${error}`);
}
