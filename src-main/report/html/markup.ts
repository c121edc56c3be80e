// A small writer of HTML text: whatever a name holds, it stays text. Figures come in as the SVG documents that they are.
import { escapeXml } from '../figures/svg.ts';
import type { Language } from '../language/language.ts';

/** A fragment that is already escaped. */
export interface Html {
  readonly html: string;
}

type Part = string | Html | null | readonly Part[];

function textOf(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string') return escapeXml(part);
  return 'html' in part ? part.html : part.map(textOf).join('');
}

/** Strings are escaped; fragments are not. */
export function tag(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...parts: readonly Part[]
): Html {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  return { html: `<${name}${given.join('')}>${textOf(parts)}</${name}>\n` };
}

/** A figure of report/figures, which escapes what it is given. */
export function figure(svg: string, caption: string, className = ''): Html {
  return tag(
    'figure',
    className === '' ? {} : { class: className },
    { html: svg },
    tag('figcaption', {}, caption),
  );
}

/** Rows of a table that stays on one page. */
const WHOLE = 8;

export function table(head: readonly string[], rows: readonly (readonly Part[])[], className = ''): Html {
  return tag(
    'table',
    { class: [className, rows.length <= WHOLE ? 'whole' : ''].join(' ').trim() },
    tag(
      'thead',
      {},
      tag(
        'tr',
        {},
        head.map((text) => tag('th', { scope: 'col' }, text)),
      ),
    ),
    tag(
      'tbody',
      {},
      rows.map((row) =>
        tag(
          'tr',
          {},
          row.map((part) => tag('td', {}, part)),
        ),
      ),
    ),
  );
}

export interface Page {
  readonly title: string;
  readonly language: Language;
  readonly style: string;
  readonly body: readonly Html[];
}

/** `fontFaces`: the fonts that the page brings, as CSS; they may be data only. */
export function documentOf({ title, language, style, body }: Page, fontFaces: string): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:";
  return (
    `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8">` +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    `<meta http-equiv="Content-Security-Policy" content="${policy}">` +
    `<title>${escapeXml(title)}</title><style>${fontFaces}${style}</style></head><body>\n` +
    `${textOf(body)}</body></html>\n`
  );
}
