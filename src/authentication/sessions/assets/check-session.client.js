// OpenID Connect Session Management 1.0 section 3.2: a page of a client asks whether somebody else is signed in by now.
const { cookie } = document.currentScript.dataset;

function browserState() {
  const pair = document.cookie.split('; ').find((each) => each.startsWith(`${cookie}=`));
  return pair ? pair.slice(cookie.length + 1) : '';
}

async function hashOf(text) {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function answerTo(data, origin) {
  const [, clientId, hash, salt] = /^(.+) ([0-9a-f]{64})\.([\w-]+)$/.exec(data) ?? [];
  if (!clientId) return 'error';
  return hash === (await hashOf(`${clientId} ${origin} ${browserState()} ${salt}`)) ? 'unchanged' : 'changed';
}

addEventListener('message', async ({ data, origin, source }) => {
  // Anything else is not meant for us: extensions and frameworks post messages too.
  if (typeof data !== 'string' || !source) return;
  source.postMessage(await answerTo(data, origin).catch(() => 'error'), origin);
});
