// As https://github.com/authts/oidc-client-ts has it.
import { UserManager } from 'oidc-client-ts';

declare const SETTINGS: { issuer: string; clientId: string };

const manager = new UserManager({
  authority: SETTINGS.issuer,
  client_id: SETTINGS.clientId,
  redirect_uri: `${location.origin}/callback`,
  scope: 'openid profile email',
  loadUserInfo: true,
});
const show = (text: string) => {
  (document.querySelector('output') as HTMLOutputElement).textContent = text;
};
(document.getElementById('sign-in') as HTMLButtonElement).onclick = () => manager.signinRedirect();
if (location.pathname === '/callback') {
  manager.signinRedirectCallback().then(
    ({ profile }) => show(profile.email ?? 'without an address'),
    (error) => show(String(error)),
  );
}
