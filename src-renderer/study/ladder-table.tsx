// What the ladder says, as a table: how the largest size came out when it was held out, and what is expected of a model of the asked size.
import type { LadderPart, LadderRow } from '../../src-main/report/language/ladder-table.ts';
import { formatLevel, UNKNOWN } from '../../src-main/report/language/numbers.ts';
import { useReportWords, useWords } from '../words/language.ts';

interface Props {
  readonly parts: readonly LadderPart[];
  readonly caption: string;
  /** Of the intervals. */
  readonly confidence: number;
}

export function LadderTable({ parts, caption, confidence }: Props) {
  const { columns } = useWords().studyLadder;
  const report = useReportWords();
  const level = formatLevel(confidence, report);
  return (
    <div className="scroll">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{columns.recipe}</th>
            <th scope="col">{columns.heldOut(level)}</th>
            <th scope="col">{columns.measured}</th>
            <th scope="col">{columns.ahead(level)}</th>
          </tr>
        </thead>
        {parts.map(({ measure, rows }) => (
          <tbody key={measure}>
            <tr>
              <th scope="rowgroup" colSpan={4}>
                {report.ladder.measures[measure]}
              </th>
            </tr>
            {rows.map((row) => (
              <LadderLine key={row.recipe} row={row} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function LadderLine({ row: { recipe, heldOut, expected, reason } }: { readonly row: LadderRow }) {
  const words = useWords().studyLadder;
  return (
    <tr>
      <th scope="row">{recipe}</th>
      <td className="number">{heldOut?.expected ?? UNKNOWN}</td>
      <td>{heldOut ? words.measured(heldOut.measured, heldOut.isHit) : UNKNOWN}</td>
      <td>{expected ? words.at(expected.value, expected.size) : (reason ?? UNKNOWN)}</td>
    </tr>
  );
}
