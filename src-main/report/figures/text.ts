// How wide a line of text is drawn, and how to cut or wrap it to a width. Figures are laid out without a browser, so the
// advance widths of the figure font, DejaVu Sans, stand here; another font differs by a few percent.

/** Advance widths of U+0020 to U+007E in thousandths of the font size, read from the fonts' hmtx tables. */
const REGULAR = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636,
  636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295,
  295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838,
  500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521,
  392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];
const BOLD = [
  348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696,
  696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372,
  372, 775, 637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838,
  500, 500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595,
  478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838,
];
/** Widest East Asian characters fill the em; most other letters beyond ASCII are near 0.7 em. */
const FULL_WIDTH_FROM = 0x2e80;
const OTHER = 720;

/** Width in pixels of one line at a font size in pixels. */
export function textWidth(text: string, size: number, bold = false): number {
  const table = bold ? BOLD : REGULAR;
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    width += table[code - 32] ?? (code >= FULL_WIDTH_FROM ? 1000 : OTHER);
  }
  return (width * size) / 1000;
}

/** The text, or as much of its start as fits with an ellipsis. Never splits a surrogate pair. */
export function fitText(text: string, width: number, size: number, bold = false): string {
  if (textWidth(text, size, bold) <= width) return text;
  const characters = [...text];
  while (characters.length > 1) {
    characters.pop();
    const cut = `${characters.join('').trimEnd()}…`;
    if (textWidth(cut, size, bold) <= width) return cut;
  }
  return '…';
}

/** What may not begin a line of Japanese: closing brackets, punctuation, small kana and long vowels. */
const NOT_FIRST = /^[、。，．・：；？！）」』】〉》〕〜ーぁぃぅぇぉっゃゅょァィゥェォッャュョ%,.)]/u;
/** What may not end one; a range keeps its ends together. */
const NOT_LAST = /[（「『【〈《〔(〜]$/u;
/** Short words in brackets, which read badly broken; every East Asian character by itself; and what is between those. */
const PARTS = /（[^（）]{1,8}）|[\u2e80-\uffef]|[^\u2e80-\uffef]+/gu;

/** The parts between which a line may be broken. */
export function breakable(text: string): string[] {
  const parts: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    let begins = true;
    for (const part of word.match(PARTS) ?? []) {
      const last = parts.at(-1);
      const isBound = !begins && last !== undefined && (NOT_FIRST.test(part) || NOT_LAST.test(last));
      if (isBound) parts[parts.length - 1] = last + part;
      else parts.push(begins && parts.length > 0 ? ` ${part}` : part);
      begins = false;
    }
  }
  return parts;
}

/** Lines no wider than `width`, broken at spaces and between East Asian characters; a longer word is cut with an ellipsis. */
export function wrapText(text: string, width: number, size: number, bold = false): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of breakable(text)) {
    if (line !== '' && textWidth(line + part, size, bold) > width) {
      lines.push(line);
      line = part.trimStart();
    } else {
      line += part;
    }
  }
  if (line !== '') lines.push(line);
  return lines.map((full) => fitText(full, width, size, bold));
}
