/** Where the script is served. */
export const KEPT_AUTHORIZATION = '/docs/kept-authorization.js';

/**
 * Lets the authorization survive a reload of the tab: in its `sessionStorage`, which ends with the tab and no other tab reads.
 * Swagger UI by itself (`persistAuthorization`) would leave the token in `localStorage`, for every tab and for ever. Nothing is
 * gained by who could run a script here, since the page holds the token anyway; its policy lets only files of this server run.
 * A token that has expired is not brought back.
 */
export const KEPT_AUTHORIZATION_SCRIPT = `'use strict';
(() => {
  const KEY = 'gatehouse-docs';

  function read() {
    try {
      return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
    } catch {
      return {};
    }
  }

  function keep(ui) {
    const { authorized = {}, until = 0 } = read();
    if (until > Date.now()) ui.authActions.restoreAuthorization({ authorized });
    else sessionStorage.removeItem(KEY);
    let known = authorized.gatehouse?.token?.access_token;
    ui.getStore().subscribe(() => {
      const present = ui.authSelectors.authorized()?.toJS() ?? {};
      const token = present.gatehouse?.token;
      if (token?.access_token === known) return;
      known = token?.access_token;
      if (known === undefined) sessionStorage.removeItem(KEY);
      else {
        const ends = Date.now() + Number(token.expires_in) * 1000;
        sessionStorage.setItem(KEY, JSON.stringify({ authorized: present, until: ends }));
      }
    });
  }

  window.addEventListener('load', () => {
    const wait = setInterval(() => {
      if (!window.ui?.authActions) return;
      clearInterval(wait);
      keep(window.ui);
    }, 20);
  });
})();
`;
