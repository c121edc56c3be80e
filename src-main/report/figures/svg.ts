// A small writer of SVG text: elements, escaped attributes and text, short coordinates. Strings in, string out; no DOM.
// Whatever a name holds, it stays text; a coordinate that is not a finite number is a mistake of the figure and throws.

/** A fragment of SVG that is already escaped. Only this file makes one from a plain string. */
export interface Svg {
  readonly markup: string;
}

export type AttributeValue = string | number | undefined;
export type Attributes = Readonly<Record<string, AttributeValue>>;
export type Child = Svg | null | undefined | false | readonly Child[];

/** At most two decimals, no exponent, no negative zero. Throws RangeError for NaN and infinities. */
export function coordinate(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`An SVG coordinate must be finite, not ${value}`);
  const rounded = Math.round(value * 100) / 100;
  if (Math.abs(rounded) >= 1e15) throw new RangeError(`An SVG coordinate must be drawable, not ${value}`);
  return String(rounded === 0 ? 0 : rounded);
}

/** Characters that XML 1.0 cannot hold, even escaped, or discourages; and lone surrogates. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu;

export function escapeXml(text: string): string {
  return text
    .replace(FORBIDDEN, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const NAME = /^[A-Za-z_][\w:.-]*$/;

function joined(children: readonly Child[]): string {
  let markup = '';
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    markup += 'markup' in child ? child.markup : joined(child);
  }
  return markup;
}

/** One element. Numbers are coordinates; undefined attributes are left out. */
export function element(name: string, attributes: Attributes = {}, ...children: readonly Child[]): Svg {
  if (!NAME.test(name)) throw new RangeError(`Not an element name: ${name}`);
  let open = name;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    if (!NAME.test(key)) throw new RangeError(`Not an attribute name: ${key}`);
    open += ` ${key}="${typeof value === 'number' ? coordinate(value) : escapeXml(value)}"`;
  }
  const inside = joined(children);
  return { markup: inside === '' ? `<${open}/>` : `<${open}>${inside}</${name}>` };
}

function textNode(text: string): Svg {
  return { markup: escapeXml(text) };
}

/** A line of text at a point. */
export function label(text: string, x: number, y: number, attributes: Attributes = {}): Svg {
  return element('text', { x, y, ...attributes }, textNode(text));
}

/** The tooltip and accessible name of the element it is put in. */
export function titled(text: string): Svg {
  return element('title', {}, textNode(text));
}

/** Path data of one polyline through the points. */
export function polyline(points: readonly (readonly [number, number])[]): string {
  return points
    .map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${coordinate(x)} ${coordinate(y)}`)
    .join('');
}

export interface DocumentOptions {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly idPrefix: string;
  readonly background: string;
  readonly ink: string;
}

const FONT_FAMILY = "'DejaVu Sans', Verdana, sans-serif";

/** A whole SVG file: one image with a name and a description for those who cannot see it. */
export function svgDocument(options: DocumentOptions, ...children: readonly Child[]): string {
  const { width, height, idPrefix } = options;
  const root = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${coordinate(width)} ${coordinate(height)}`,
      role: 'img',
      'aria-labelledby': `${idPrefix}-title ${idPrefix}-desc`,
      'font-family': FONT_FAMILY,
      fill: options.ink,
    },
    element('title', { id: `${idPrefix}-title` }, textNode(options.title)),
    element('desc', { id: `${idPrefix}-desc` }, textNode(options.description)),
    element('rect', { width, height, fill: options.background }),
    children,
  );
  return `${root.markup}\n`;
}
