import { type Message, message } from '../../platform/texts/message.js';
import { useTexts } from '../use-texts.js';
import { Alert } from './alert.js';

/** What is wrong with what was sent, in whole sentences; nothing if there is nothing. */
export function Problems({ id, problems }: { readonly id?: string; readonly problems: readonly Message[] }) {
  const text = useTexts();
  if (problems.length === 0) return null;
  return <Alert {...(id === undefined ? {} : { id })}>{problems.map((problem) => text(problem)).join(' ')}</Alert>;
}

interface FormAlertProps {
  /** Why the form was not taken, if not for its fields. */
  readonly refusal: Message | undefined;
  /** What is wrong with fields; each stands beside its field too. */
  readonly problems: ReadonlyMap<string, Message>;
}

/** Says above a form of several fields that it was not taken. */
export function FormAlert({ refusal, problems }: FormAlertProps) {
  const again = problems.size > 0 ? [message('form.look-again')] : [];
  return <Problems problems={refusal ? [refusal] : again} />;
}

/** The form was not taken because its CSRF token is not that of the browser (any more). */
export function Outdated() {
  return <Problems problems={[message('form.outdated')]} />;
}
