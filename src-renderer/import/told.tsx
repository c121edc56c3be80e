// A sentence of the core, which speaks English whatever the language of the page.
export function Told({ sentence }: { readonly sentence: string }) {
  return <span lang="en">{sentence}</span>;
}
