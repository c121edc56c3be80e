// How wide an element is on the screen, in steps, so that a figure is drawn anew only when it gains or loses some room.
import { useEffect, useState, type RefObject } from 'react';

const STEP = 40;

/** Pixels, rounded down to a multiple of 40; `first` until the element has been measured. */
export function useWidth(element: RefObject<HTMLElement | null>, first: number): number {
  const [width, setWidth] = useState(first);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.floor(entry!.contentRect.width / STEP) * STEP),
    );
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
