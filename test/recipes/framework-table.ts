// The table of docs/recipes.md.
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { differences, FRAMEWORKS, PARTS, STORED, type Part } from './frameworks.ts';

const COLUMNS: readonly Part[] = [...PARTS, STORED];
const [BEGIN, END] = ['<!-- table: node test/oracle/recipe-table.ts -->', '<!-- end of table -->'];

/** Differences to two digits; what float32 cannot tell from none is 0. */
function words(difference: number | undefined): string {
  if (difference === undefined) return '';
  return difference === 0 ? '0' : difference.toExponential(0);
}

/** The page with the table that this program makes. */
export async function withTable(page: string): Promise<string> {
  const device = await createReferenceDevice();
  const rows: string[][] = [];
  for (const name of FRAMEWORKS) {
    const found = await differences(device, name);
    rows.push([`\`${name}\``, ...COLUMNS.map((part) => words(found.get(part)))]);
  }
  await device.close();
  const lines = [['preset', ...COLUMNS], ['---', ...COLUMNS.map(() => '--:')], ...rows];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const [before, rest] = page.split(BEGIN) as [string, string];
  return `${before}${BEGIN}\n\n${table}\n\n${END}${rest.split(END)[1]!}`;
}
