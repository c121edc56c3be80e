// Words beside the pointer. They follow it without a drawing of React's, and stay within the window. For eyes alone: whatever has a
// tip says the same by its name.
import { useMemo, useRef, type RefObject } from 'react';

export interface PointerTip {
  /** At a point of the window, in pixels; null hides it. */
  readonly show: (x: number, y: number, text: string | null) => void;
  readonly ref: RefObject<HTMLDivElement | null>;
}

const AWAY = 14;

export function usePointerTip(): PointerTip {
  const ref = useRef<HTMLDivElement>(null);
  return useMemo(
    () => ({
      ref,
      show: (x, y, text) => {
        const tip = ref.current;
        if (!tip) return;
        tip.hidden = text === null;
        if (text === null) return;
        if (tip.textContent !== text) tip.textContent = text;
        const { width, height } = tip.getBoundingClientRect();
        const isRight = x + AWAY + width < window.innerWidth;
        const isBelow = y + AWAY + height < window.innerHeight;
        tip.style.left = `${Math.max(4, isRight ? x + AWAY : x - AWAY - width)}px`;
        tip.style.top = `${Math.max(4, isBelow ? y + AWAY : y - AWAY - height)}px`;
      },
    }),
    [],
  );
}

export function Tip({ tip }: { readonly tip: PointerTip }) {
  return <div ref={tip.ref} className="pointer-tip" hidden aria-hidden="true" />;
}
