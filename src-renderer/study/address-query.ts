// What stands in the address after the question mark: how the view is seen that the address names.

export function queryOfAddress(): string {
  return /\?(.*)$/.exec(location.hash)?.[1] ?? '';
}

/** Empty: no question mark either. The place in the history stays. */
export function replaceQuery(query: string): void {
  const [place] = location.hash.split('?');
  const hash = query === '' ? place! : `${place!}?${query}`;
  if (hash !== location.hash) history.replaceState(history.state, '', hash);
}
