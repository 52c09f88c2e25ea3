// Helps people to fill in forms: shows what is wrong in the language of the page, and the password that they type.
// The pages work without it; then browsers use their own words, and the buttons stay hidden.
const words = JSON.parse(document.currentScript.dataset.words);

const problem = ({ validity, minLength }) => {
  if (validity.valueMissing) return words.missing;
  if (validity.tooShort) return words.length.replace('{least}', minLength);
  return validity.typeMismatch ? words.email : '';
};
// The field is looked at without the words of last time, which would count as a problem of their own.
const say = (field, text) => field.setCustomValidity?.(text);
document.addEventListener(
  'invalid',
  ({ target }) => {
    say(target, '');
    say(target, problem(target));
  },
  true,
);
for (const type of ['input', 'change']) document.addEventListener(type, ({ target }) => say(target, ''), true);

for (const button of document.querySelectorAll('button[data-shows]')) {
  const field = document.getElementById(button.dataset.shows);
  const show = (shown) => {
    field.type = shown ? 'text' : 'password';
    button.textContent = shown ? words.hide : words.show;
  };
  button.hidden = false;
  button.addEventListener('click', () => show(field.type === 'password'));
  // What is sent as a password is offered to be kept, and never as a word to complete.
  field.form.addEventListener('submit', () => show(false));
}

// How hard a new password is to guess, roughly: by its length, repeated characters counting little. The server has the last word.
const strengthOf = (password, least) => {
  const worth = Math.min([...password].length, 2 * new Set(password.toLowerCase()).size);
  if (worth < Math.max(12, least)) return 0;
  return worth < 16 ? 1 : 2;
};
for (const hint of document.querySelectorAll('[data-strength-of]')) {
  const field = document.getElementById(hint.dataset.strengthOf);
  field.addEventListener('input', () => {
    hint.hidden = field.value === '';
    hint.textContent = words.strengths[strengthOf(field.value, field.minLength)];
  });
}
