// Pictures and pages as texts to be compared: an element a line, without ids, fonts and styles; coordinates have two decimals.

export function normalised(markup: string): string {
  return `${markup
    .replaceAll(/<style>[^]*?<\/style>/g, '')
    .replaceAll(/ (?:id|aria-labelledby|aria-describedby|font-family|xmlns)="[^"]*"/g, '')
    .replaceAll(/url\(#[^)]*\)/g, 'url()')
    .replaceAll(/>\s*</g, '>\n<')
    .trim()}\n`;
}

/** A page without the pictures in it, of which the titles stay: each has a snapshot of its own. */
export function withoutPictures(html: string): string {
  return html.replaceAll(/<svg[^]*?<title[^>]*>([^<]*)<\/title>[^]*?<\/svg>/g, '<svg>$1</svg>');
}
