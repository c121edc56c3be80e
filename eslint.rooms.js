// The rooms of src-main: what each may import, and which are pure. A folder belongs to the nearest room above it.
import path from 'node:path';

const numbers = ['recipes', 'formats'];
const studies = ['study', 'records', 'plan', 'spec', 'training-logs', 'analysis', ...numbers];
const work = ['sweep', 'report', 'host', 'tokens', 'engine', 'evidence', ...studies];

/** What each room may import, besides itself and the rooms inside those named. Arrows run downward only. */
const mayImport = {
  diagnosis: ['installation'],
  installation: [],
  wire: [],
  formats: [],
  recipes: ['formats'],
  engine: [...numbers, 'wire'],
  'analysis/statistics': [],
  'analysis/labels': ['analysis/statistics'],
  analysis: numbers,
  'training-logs': [],
  spec: ['training-logs', 'analysis', 'engine', ...numbers],
  records: ['spec', 'analysis', ...numbers],
  plan: ['records', 'spec', 'analysis', 'engine', ...numbers],
  evidence: ['spec', 'analysis', 'engine', ...numbers],
  study: ['records', 'plan', 'spec', 'training-logs', 'analysis', ...numbers],
  tokens: ['engine', 'diagnosis', 'installation'],
  host: ['tokens', 'engine', ...numbers, 'diagnosis', 'installation', 'wire'],
  sweep: ['host', 'tokens', 'engine', 'evidence', ...studies, 'diagnosis', 'installation'],
  report: ['evidence', ...studies, 'diagnosis', 'installation'],
  'report/language': ['evidence', 'records', 'analysis', ...numbers],
  'report/figures': ['report/language', 'records', 'spec', 'analysis', ...numbers],
  contract: work,
  api: ['contract', ...work, 'diagnosis', 'installation', 'wire'],
  server: ['api', 'contract', 'report', 'study', 'records', 'analysis', 'diagnosis', 'installation', 'wire'],
  shell: ['api', 'contract', 'report', 'study', 'records', 'analysis', 'diagnosis', 'installation'],
  cli: ['server', 'api', 'contract', ...work, 'diagnosis', 'installation'],
};

/** Rooms whose code must run in a browser as well: no Node, no package that needs it, and of other rooms their types alone. */
const pure = [
  'formats',
  'recipes',
  'analysis',
  'training-logs',
  'spec',
  'records',
  'plan',
  'evidence',
  'contract',
  'wire',
  'engine',
  'engine/devices/kit',
  'engine/devices/reference',
  'report/figures',
  'report/language',
];
/** Rooms inside a pure one that are not. */
const notPure = ['engine/devices'];

const NATIVE = /^(node:|better-sqlite3|@resvg|commander|electron)/;

function nearestOf(rooms, file) {
  const inside = (room) => file.startsWith(`${room}/`);
  return rooms.filter(inside).sort((a, b) => b.length - a.length)[0];
}

function isPure(file) {
  const nearest = nearestOf([...pure, ...notPure], file);
  return nearest !== undefined && pure.includes(nearest);
}

/** Path within src-main; null outside of it. */
function placeIn(file) {
  const place = path.relative(path.join(import.meta.dirname, 'src-main'), file);
  return place.startsWith('..') ? null : place.split(path.sep).join('/');
}

function complaint(from, source, typesOnly) {
  const own = placeIn(from);
  const runsInBrowser = own === null || isPure(own);
  if (!source.startsWith('.')) {
    return runsInBrowser && !typesOnly && NATIVE.test(source)
      ? 'This room is pure: no Node, no native packages.'
      : null;
  }
  const other = placeIn(path.resolve(path.dirname(from), source));
  if (other === null) return null;
  const room = own === null ? undefined : nearestOf(Object.keys(mayImport), own);
  if (room !== undefined) {
    const allowed = [room, ...mayImport[room]];
    if (!allowed.some((each) => other.startsWith(`${each}/`)))
      return `${room} may import only: ${allowed.join(', ')}.`;
  }
  return runsInBrowser && !typesOnly && !isPure(other)
    ? 'This room is pure: it may run pure rooms only.'
    : null;
}

const imports = {
  create(context) {
    const check = (node) => {
      if (typeof node.source?.value !== 'string') return;
      const message = complaint(
        context.filename,
        node.source.value,
        (node.importKind ?? node.exportKind) === 'type',
      );
      if (message !== null) context.report({ node, message });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportAllDeclaration: check,
      ExportNamedDeclaration: check,
    };
  },
};

export default { rules: { imports } };
