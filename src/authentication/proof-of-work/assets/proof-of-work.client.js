// Has the browser solve a small task before a form is sent (ALTCHA, proof of work v2): find a number by which a derived key
// begins as the task says. It begins as soon as someone types, so most people wait for nothing.
(() => {
  // Browsers have it on https and localhost only; otherwise the page says that the form cannot be sent.
  const { subtle } = crypto;
  if (!subtle) return;
  for (const field of document.querySelectorAll('input[data-task]')) serve(field);

  function serve(field) {
    const { form } = field;
    const challenge = JSON.parse(field.dataset.task);
    form.querySelector('[data-without-solving]').hidden = true;
    let work;
    const begin = () => {
      work ??= solve(challenge.parameters).then((solution) => {
        field.value = btoa(JSON.stringify({ challenge, solution }));
      });
      return work;
    };
    form.addEventListener('input', begin, { once: true });
    form.addEventListener('submit', async (event) => {
      if (event.defaultPrevented || field.value !== '') return;
      event.preventDefault();
      form.querySelector('[data-while-solving]').hidden = false;
      await begin();
      form.submit();
    });
  }

  async function solve({ nonce, salt, cost, keyLength, keyPrefix, algorithm }) {
    const hash = algorithm.replace('PBKDF2/', '');
    const rules = { name: 'PBKDF2', salt: bytesOf(salt), iterations: cost, hash };
    const start = bytesOf(nonce);
    const password = new Uint8Array(start.length + 4);
    password.set(start);
    const number = new DataView(password.buffer, start.length);
    for (let counter = 0; ; counter += 1) {
      number.setUint32(0, counter);
      const key = await subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
      const derivedKey = hexOf(await subtle.deriveBits(rules, key, keyLength * 8));
      if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
    }
  }

  function bytesOf(hex) {
    return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  }

  function hexOf(buffer) {
    return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
})();
