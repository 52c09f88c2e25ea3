// Lets people see the password that they type. The pages work without it; then the buttons stay hidden.
for (const button of document.querySelectorAll('button[data-shows]')) {
  const field = document.getElementById(button.dataset.shows);
  const show = (shown) => {
    field.type = shown ? 'text' : 'password';
    button.textContent = shown ? 'Hide password' : 'Show password';
  };
  button.hidden = false;
  button.addEventListener('click', () => show(field.type === 'password'));
  // What is sent as a password is offered to be kept, and never as a word to complete.
  field.form.addEventListener('submit', () => show(false));
}
