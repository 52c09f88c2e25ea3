import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type Texts, textsFor } from '../platform/texts/texts.js';

/** The language of the reader; provided by the renderer, so that no page has to pass it on. */
export const TextsContext = createContext<Texts | undefined>(undefined);

/** For components of pages and mails: `text('login.title')`. */
export function useTexts(): Texts {
  return useContext(TextsContext) ?? textsFor('en');
}
