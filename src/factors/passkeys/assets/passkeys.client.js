// Lets people use passkeys. The pages work without it: then the buttons stay hidden, and other ways are left.
(() => {
  const { browserSupportsWebAuthn, browserSupportsWebAuthnAutofill, startAuthentication, startRegistration } =
    SimpleWebAuthnBrowser;
  if (!browserSupportsWebAuthn()) return;
  const issuer = new URL('..', document.currentScript.src);
  // A challenge is good for five minutes; what waits in the list of usernames gets another in time. In milliseconds.
  const REFRESHED_AFTER = 4 * 60_000;

  for (const hint of document.querySelectorAll('[data-without-passkeys]')) hint.hidden = true;
  for (const button of document.querySelectorAll('button[data-passkey]')) serve(button);

  function serve(button) {
    const { form } = button;
    const { passkey: act, options, autofills } = button.dataset;
    const words = JSON.parse(button.dataset.words);
    const alert = form.querySelector('[role=alert]');
    button.parentElement.hidden = false;

    const say = (text) => {
      alert.textContent = text;
      alert.hidden = text === '';
    };
    const ask = async (useBrowserAutofill) => {
      const answer = await fetch(new URL(options, issuer), { headers: { accept: 'application/json' } });
      if (!answer.ok) throw new Error('offline');
      const optionsJSON = await answer.json();
      const credential =
        act === 'add'
          ? await startRegistration({ optionsJSON })
          : await startAuthentication({ optionsJSON, useBrowserAutofill });
      form.querySelector('input[name=passkey]').value = JSON.stringify(credential);
      form.submit();
    };

    button.addEventListener('click', async (event) => {
      event.preventDefault();
      say('');
      button.disabled = true;
      try {
        await ask(false);
      } catch (error) {
        say(words[kindOf(error)]);
        if (autofills !== undefined) autofill();
      }
      button.disabled = false;
    });

    // What waits in the list of usernames says nothing if it fails: the person has not asked for it.
    const autofill = async () => {
      if (!(await browserSupportsWebAuthnAutofill())) return;
      const renewal = setTimeout(autofill, REFRESHED_AFTER);
      await ask(true).catch(() => clearTimeout(renewal));
    };
    if (autofills !== undefined) autofill();
  }

  function kindOf({ name, code, message, cause }) {
    if (name === 'TypeError' || message === 'offline') return 'offline';
    if (code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED' || name === 'InvalidStateError') return 'known';
    if (name === 'SecurityError' || cause?.name === 'SecurityError') return 'origin';
    return name === 'NotAllowedError' || cause?.name === 'NotAllowedError' ? 'refused' : 'failed';
  }
})();
