// What the map tab shows and which cell is pinned, as the address says it, and the address as the user changes it.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { GridAnalysis } from '../../src-main/analysis/grid/grid.ts';
import type { Camera } from '../../src-main/report/figures/scene/camera.ts';
import { queryOfAddress, replaceQuery } from './address-query.ts';
import type { CellKey } from './cell-key.ts';
import { lookOf, lookQuery } from './look-address.ts';
import type { MapSettings } from './map-settings.ts';

/** Milliseconds after a change until the address follows: browsers refuse many changes a second. */
const SETTLED = 300;

export function useLook(analysis: GridAnalysis) {
  const [{ settings, pinned }, setLook] = useState(() => lookOf(queryOfAddress(), analysis));
  /** Where the user turned the picture to: kept for the next change and the export, and no reason to draw again. */
  const seen = useRef<Camera>(settings.camera);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef({ settings, pinned, analysis });
  const follow = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const now = latest.current;
      const settings = { ...now.settings, camera: seen.current };
      replaceQuery(lookQuery({ settings, pinned: now.pinned }, now.analysis));
    }, SETTLED);
  }, []);
  useEffect(() => {
    latest.current = { settings, pinned, analysis };
    follow();
  }, [settings, pinned, analysis, follow]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    const onGiven = () => {
      const given = lookOf(queryOfAddress(), latest.current.analysis);
      seen.current = given.settings.camera;
      setLook(given);
    };
    addEventListener('hashchange', onGiven);
    return () => removeEventListener('hashchange', onGiven);
  }, []);
  const change = useCallback((part: Partial<MapSettings>) => {
    const camera = part.camera ?? seen.current;
    seen.current = camera;
    setLook((before) => ({ ...before, settings: { ...before.settings, ...part, camera } }));
  }, []);
  const pin = useCallback((cell: CellKey | null) => setLook((before) => ({ ...before, pinned: cell })), []);
  const turned = useCallback(
    (camera: Camera) => {
      seen.current = camera;
      follow();
    },
    [follow],
  );
  const seenFrom = useCallback(() => seen.current, []);
  return { settings, pinned, change, pin, turned, seenFrom };
}
