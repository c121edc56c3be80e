// How the curves of the runs are seen, as the address says it, and the address as the user changes it.
import { useCallback, useEffect, useState } from 'react';
import { curvesLookOf, curvesQuery, type CurvesLook } from './curves-look.ts';

export function useCurvesLook(): readonly [CurvesLook, (look: CurvesLook) => void] {
  const [look, setLook] = useState(() => curvesLookOf(queryOfAddress()));
  useEffect(() => {
    const onGiven = () => setLook(curvesLookOf(queryOfAddress()));
    addEventListener('hashchange', onGiven);
    return () => removeEventListener('hashchange', onGiven);
  }, []);
  const change = useCallback((next: CurvesLook) => {
    setLook(next);
    const [place] = location.hash.split('?');
    const query = curvesQuery(next);
    history.replaceState(history.state, '', query === '' ? place : `${place!}?${query}`);
  }, []);
  return [look, change];
}

function queryOfAddress(): string {
  return /\?(.*)$/.exec(location.hash)?.[1] ?? '';
}
