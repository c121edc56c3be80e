// Lets what is quick to draw be seen before what is slow is begun.
import { useEffect, useState } from 'react';

/** False at first, and true once the browser has painted what was rendered until then. */
export function useAfterPaint(): boolean {
  const [isPainted, setIsPainted] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    // The callback of a frame comes before its painting, a timer set there after it.
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setIsPainted(true));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, []);
  return isPainted;
}
