// Changes the language of the whole app; says so in the language that it changes to.
import { LANGUAGE_NAMES, LANGUAGES } from '../../src-main/report/language/language.ts';
import { chooseLanguage, useLanguage } from '../words/language.ts';

export function LanguageButton() {
  const language = useLanguage();
  const other = LANGUAGES[(LANGUAGES.indexOf(language) + 1) % LANGUAGES.length]!;
  return (
    <button type="button" className="quiet" lang={other} onClick={() => chooseLanguage(other)}>
      {LANGUAGE_NAMES[other]}
    </button>
  );
}
