// What the runs tab shows, as the address says it, and the address as the user changes it.
import { useCallback, useEffect, useRef, useState } from 'react';
import { queryOfAddress, replaceQuery } from './address-query.ts';
import { runsLookOf, runsQuery, type RunsLook } from './runs-look.ts';

export function useRunsLook(
  recipes: readonly string[],
): readonly [RunsLook, (part: Partial<RunsLook>) => void] {
  const [look, setLook] = useState(() => runsLookOf(queryOfAddress(), recipes));
  const latest = useRef(look);
  useEffect(() => {
    const onGiven = () => {
      latest.current = runsLookOf(queryOfAddress(), recipes);
      setLook(latest.current);
    };
    addEventListener('hashchange', onGiven);
    return () => removeEventListener('hashchange', onGiven);
  }, [recipes]);
  const change = useCallback((part: Partial<RunsLook>) => {
    latest.current = { ...latest.current, ...part };
    setLook(latest.current);
    replaceQuery(runsQuery(latest.current));
  }, []);
  return [look, change];
}
