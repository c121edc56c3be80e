// Takes the names of the user's folders, and tokens, out of what may be sent to someone: log lines and diagnostics. A path is
// taken out up to the last separator of its line, because folders may be called anything: too much goes rather than too
// little. Relative paths without a leading dot are not known as paths. Pure.

/** Endings by which the name of a file is told, which stays. */
const ENDINGS =
  'precipice|csv|tsv|jsonl?|txt|md|db|sqlite3?|svg|png|pdf|html|css|[cm]?[jt]sx?|wasm|node|so(?:\\.\\d+)*|dylib|dll|exe|log|asar';
/** Folders of Precipice in which no file is the user's. */
const OWN_PARTS = 'src-main|src-renderer|node_modules|resources|scripts|bench|test';
/** Paths of the system say what is installed, not whose machine it is. */
const SYSTEM =
  '(?:/(?:usr|lib(?:32|64)?|bin|sbin|dev|proc|sys|etc|System|Library)/|' +
  '[A-Za-z]:\\\\(?:Windows|Program Files(?: \\(x86\\))?)\\\\)[^\\s"\'`<>|]*';
/** How a path begins; not within a word, a number, an address or another path. */
const ROOT =
  '(?<![\\p{L}\\p{N}_.>/\\\\-])(?:file:///?|[A-Za-z]:[\\\\/]|\\\\\\\\|(?:~|\\.{1,2})[\\\\/]|/(?=[^\\s/]))';
/** Why it failed is worth knowing and names no folder. */
const CODES =
  /\b(?:E(?:ACCES|BUSY|EXIST|IO|ISDIR|MFILE|NOENT|NOSPC|NOTDIR|NOTEMPTY|PERM|ROFS|XDEV)|SQLITE_[A-Z_]+)\b/g;

const PATH = new RegExp(`(?<system>${SYSTEM})|${ROOT}(?<rest>.*)$`, 'gmu');
const LAST_PART = new RegExp(
  `(?:^|[\\\\/])(?<file>[^\\\\/]*?\\.(?:${ENDINGS}))(?<after>(?![\\p{L}\\p{N}_])[^\\\\/]*)$`,
  'u',
);

/** `ownFolder` holds Precipice itself: what lies in it is no secret. */
export function redact(text: string, ownFolder: string): string {
  const own = new RegExp(`(?:file:///?)?${escaped(ownFolder)}[\\\\/](?=(?:${OWN_PARTS})[\\\\/])`, 'gu');
  return text
    .replaceAll(/\b(token["']?\s*[=:]\s*["']?)[\w-]+/gi, '$1<token>')
    .replaceAll(own, '<precipice>/')
    .replaceAll(PATH, (...match) => {
      const { system, rest } = match.at(-1) as { readonly system?: string; readonly rest?: string };
      return system ?? briefly(rest!);
    });
}

/** Of what follows the root of a path up to the end of its line. */
function briefly(rest: string): string {
  const found = LAST_PART.exec(rest);
  const kept = found ? `<path>/${found.groups!.file}${found.groups!.after}` : '<path>';
  const lost = new Set((rest.match(CODES) ?? []).filter((code) => !kept.includes(code)));
  return lost.size === 0 ? kept : `${kept} [${[...lost].join(', ')}]`;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
