// Words beside the pointer. They follow it without a drawing of React's, and stay within the window. For eyes alone: whatever has a
// tip says the same by its name.
import type { RefObject } from 'react';

const AWAY = 14;

export function PointerTip({ ref }: { readonly ref: RefObject<HTMLDivElement | null> }) {
  return <div ref={ref} className="pointer-tip" hidden aria-hidden="true" />;
}

/** At a point of the window, in pixels; null hides it. */
export function showTip(tip: HTMLElement | null, x: number, y: number, text: string | null): void {
  if (!tip) return;
  tip.hidden = text === null;
  if (text === null) return;
  if (tip.textContent !== text) tip.textContent = text;
  const { width, height } = tip.getBoundingClientRect();
  const isRight = x + AWAY + width < window.innerWidth;
  const isBelow = y + AWAY + height < window.innerHeight;
  tip.style.left = `${Math.max(4, isRight ? x + AWAY : x - AWAY - width)}px`;
  tip.style.top = `${Math.max(4, isBelow ? y + AWAY : y - AWAY - height)}px`;
}
