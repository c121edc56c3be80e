// One figure as a page of its own size, to be printed as PDF.
import type { Language } from '../language/language.ts';
import type { Page } from './markup.ts';

export function figurePage(svg: string, language: Language): Page {
  const [, width, height] = /^<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  if (width === undefined || height === undefined) throw new RangeError('A figure must say how large it is.');
  const style = `@page { size: ${width}px ${height}px; margin: 0; } body { margin: 0; } svg { display: block; }`;
  return { title: 'Precipice', language, style, body: [{ html: svg }] };
}
