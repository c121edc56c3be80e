// What is not in the language of the page: sentences of the core, which speaks English, and names that a file or its user gave.

export function Told({ sentence }: { readonly sentence: string }) {
  return <span lang="en">{sentence}</span>;
}

export function Named({ name }: { readonly name: string }) {
  return <span lang={nameLanguage(name)}>{name}</span>;
}

/** Of a column or a file: most are English words; one in other letters is read as the page is. */
export function nameLanguage(name: string): 'en' | undefined {
  return /^\p{ASCII}*$/u.test(name) ? 'en' : undefined;
}
