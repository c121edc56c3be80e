// What the pointer does to a 3D picture: a drag turns it, a click chooses, Ctrl with the wheel (or two fingers on a pad) comes nearer.
// The wheel alone scrolls the page, as everywhere else on it.
import { useEffect, useRef, type PointerEvent, type RefObject } from 'react';
import type { Camera } from '../../src-main/report/figures/scene/camera.ts';

interface Listeners {
  /** From where it is looked at now. */
  readonly camera: () => Camera;
  readonly zoom: number;
  readonly onTurn: (camera: Camera) => void;
  readonly onZoom: (zoom: number) => void;
  /** The pointer is over this point, in pixels of the picture. */
  readonly onPoint: (x: number, y: number) => void;
  readonly onClick: (x: number, y: number) => void;
}

/** Pixels the pointer may move between press and release and still mean a click. */
const CLICK = 4;
/** Degrees for a pixel. */
const TURN = 0.35;
/** Degrees above the floor below which slabs are seen from their edges and axes lie on one another. */
const LOWEST = 5;
export const ZOOM = { least: 1, most: 6, step: 1.25 } as const;

export function zoomed(zoom: number, factor: number): number {
  return Math.min(ZOOM.most, Math.max(ZOOM.least, zoom * factor));
}

export function useTurning(picture: RefObject<HTMLElement | null>, listeners: Listeners) {
  const now = useRef(listeners);
  useEffect(() => {
    now.current = listeners;
  });
  useEffect(() => {
    const element = picture.current!;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey) return;
      // React's own listeners may not keep the page from being enlarged instead.
      event.preventDefault();
      now.current.onZoom(zoomed(now.current.zoom, event.deltaY < 0 ? ZOOM.step : 1 / ZOOM.step));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [picture]);
  const pressed = useRef<{ readonly x: number; readonly y: number; readonly from: Camera } | null>(null);
  const at = ({ nativeEvent: { offsetX, offsetY } }: PointerEvent) => [offsetX, offsetY] as const;
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      pressed.current = { x: event.clientX, y: event.clientY, from: now.current.camera() };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent) => {
      const start = pressed.current;
      if (!start) return now.current.onPoint(...at(event));
      const [right, down] = [event.clientX - start.x, event.clientY - start.y];
      if (Math.hypot(right, down) < CLICK) return;
      now.current.onTurn(turned(start.from, right, down));
    },
    onPointerUp: (event: PointerEvent) => {
      const start = pressed.current;
      pressed.current = null;
      if (start && Math.hypot(event.clientX - start.x, event.clientY - start.y) < CLICK) {
        now.current.onClick(...at(event));
      }
    },
    onPointerCancel: () => {
      pressed.current = null;
    },
  };
}

/** From where one looks after a drag by so many pixels; azimuths stay between -180 and 180. */
export function turned({ projection, azimuth, elevation }: Camera, right: number, down: number): Camera {
  const around = azimuth - TURN * right;
  return {
    projection,
    azimuth: around - 360 * Math.round(around / 360),
    elevation: Math.min(90, Math.max(LOWEST, elevation + TURN * down)),
  };
}
