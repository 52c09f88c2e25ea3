// As https://angular-auth-oidc-client.com/docs/intro has it.
import '@angular/compiler';
import { AsyncPipe, JsonPipe } from '@angular/common';
import { provideHttpClient } from '@angular/common/http';
import { Component, inject, provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { LogLevel, OidcSecurityService, provideAuth } from 'angular-auth-oidc-client';

declare const SETTINGS: { issuer: string; clientId: string };

@Component({
  selector: 'app-root',
  imports: [AsyncPipe, JsonPipe],
  template: '<p>{{ security.userData$ | async | json }}</p>',
})
class App {
  readonly security = inject(OidcSecurityService);

  constructor() {
    this.security.checkAuth().subscribe();
    (document.getElementById('sign-in') as HTMLButtonElement).onclick = () => this.security.authorize();
  }
}

const config = {
  authority: SETTINGS.issuer,
  redirectUrl: `${location.origin}/`,
  postLogoutRedirectUri: location.origin,
  clientId: SETTINGS.clientId,
  scope: 'openid profile email offline_access',
  responseType: 'code',
  silentRenew: true,
  useRefreshToken: true,
  logLevel: LogLevel.Warn,
};
bootstrapApplication(App, {
  providers: [provideZonelessChangeDetection(), provideHttpClient(), provideAuth({ config })],
});
