import { Brand } from '../../ui/components/brand.js';

interface StartPageProps {
  readonly username: string;
  /** Whether the documentation of the admin API is served, in which it can be tried. */
  readonly hasDocs: boolean;
}

/** What the first administrator does next. */
export function StartPage({ username, hasDocs }: StartPageProps) {
  return (
    <>
      <Brand />
      <h1>This server is ready</h1>
      <p class="lead">You are signed in as {username}, who may administer everything. What to do next:</p>
      <ol>
        <li>
          <strong>Register your first application.</strong>{' '}
          {hasDocs
            ? 'Open the admin API, press Authorize, and try “Create a client”: its examples fit the usual kinds of applications.'
            : 'On the machine of the server:'}{' '}
          {!hasDocs && <code>npx gatehouse clients create --help</code>}
        </li>
        <li>
          <strong>Give it the issuer and the client’s identifier and secret.</strong> Libraries find the rest at{' '}
          <code>/.well-known/openid-configuration</code>.
        </li>
        <li>
          <strong>Create accounts.</strong> “Invite a user” makes a link by which a person chooses a password.
        </li>
        <li>
          <strong>Give a second person the role admin,</strong> so that the server has an administrator if you lose your
          password.
        </li>
      </ol>
      <div class="actions">
        {hasDocs && (
          <a class="button primary" href="/docs">
            Open the admin API
          </a>
        )}
        <a class={hasDocs ? 'button' : 'button primary'} href="/account">
          Your account
        </a>
      </div>
    </>
  );
}
