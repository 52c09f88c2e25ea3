import { Brand } from '../../ui/components/brand.js';

/** Says that no one registers here. */
export function ClosedPage() {
  return (
    <>
      <Brand />
      <h1>You cannot create an account here</h1>
      <p class="lead">
        Accounts are made by the administrators of this server. Ask them for one; if you have one, sign in.
      </p>
      <div class="actions">
        <a class="button primary" href="/login">
          Sign in
        </a>
      </div>
    </>
  );
}
