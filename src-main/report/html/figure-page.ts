// One figure as a page of its own size, to be printed as PDF.
import { documentOf } from './markup.ts';

export function figurePage(svg: string): string {
  const [, width, height] = /^<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  if (width === undefined || height === undefined) throw new RangeError('A figure must say how large it is.');
  const style = `@page { size: ${width}px ${height}px; margin: 0; } body { margin: 0; } svg { display: block; }`;
  return documentOf('Figure', style, [{ html: svg }]);
}
