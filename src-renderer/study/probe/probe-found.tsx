// What a probe found: the heat map by one of its measures, the operands that lose most, and both as files.
import { useMemo, useState } from 'react';
import { worstOperands } from '../../../src-main/report/figures/probe-worst.ts';
import type { InputOf } from '../../../src-main/contract/contract.ts';
import { formatPercent } from '../../../src-main/report/language/numbers.ts';
import {
  operandName,
  probeFigure,
  probeTitle,
  type ProbeMeasure,
} from '../../../src-main/report/figures/probe-figure.ts';
import { recipeName } from '../../../src-main/report/language/recipe-name.ts';
import type { ProbeResult } from '../../../src-main/sweep/probe-study.ts';
import { useClient } from '../../client/queries.ts';
import { Choice } from '../../parts/choice.tsx';
import { Figure } from '../../parts/figure.tsx';
import { saveFile } from '../../parts/save-file.ts';
import { useTheme } from '../../parts/theme.tsx';
import { useSay } from '../../parts/toasts.tsx';
import { ENGLISH } from '../../../src-main/report/language/language.ts';

const MEASURES: readonly (readonly [ProbeMeasure, string])[] = [
  ['underflow', 'lost to underflow'],
  ['overflow', 'beyond the largest'],
  ['error', 'rounding error'],
];
const FORMATS: readonly (readonly [InputOf<'probe.export'>['format'], string])[] = [
  ['svg', 'Heat map, SVG'],
  ['png', 'Heat map, PNG'],
  ['csv', 'All numbers, CSV'],
];
/** Operands listed for each recipe. */
const LISTED = 6;

export function ProbeFound({ id, result }: { readonly id: string; readonly result: ProbeResult }) {
  const client = useClient();
  const theme = useTheme();
  const { sayError } = useSay();
  const [measure, setMeasure] = useState<ProbeMeasure>('underflow');
  const svg = useMemo(
    () => probeFigure(result.rows, { title: probeTitle(result), theme, measure }),
    [result, theme, measure],
  );
  const save = async (format: InputOf<'probe.export'>['format']) => {
    try {
      saveFile(await client.call('probe.export', { id, format, theme, measure }));
    } catch (error) {
      sayError(error);
    }
  };
  return (
    <>
      <section className="panel" aria-label="Where it would hurt">
        <div className="row">
          <h2>Where it would hurt</h2>
          <span className="spring" />
          <Choice name="Colour" value={measure} options={MEASURES} onChange={setMeasure} />
          {FORMATS.map(([format, name]) => (
            <button key={format} type="button" onClick={() => void save(format)}>
              {name}
            </button>
          ))}
        </div>
        <Figure svg={svg} label="Heat map of what rounding would lose, by operand and step" />
      </section>
      <section className="panel" aria-label="The operands that lose most">
        <h2>The operands that lose most, each at its worst step</h2>
        <Worst result={result} />
      </section>
    </>
  );
}

function Worst({ result: { rows } }: { readonly result: ProbeResult }) {
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">recipe</th>
            <th scope="col">operand</th>
            <th scope="col">step</th>
            <th scope="col">underflow</th>
            <th scope="col">overflow</th>
            <th scope="col">signal over error</th>
          </tr>
        </thead>
        <tbody>
          {worstOperands(rows, LISTED).map((row) => (
            <tr key={`${row.recipe} ${row.operand}`}>
              <td>{recipeName(row.recipe, null, ENGLISH)}</td>
              <td>{operandName(row)}</td>
              <td className="number">{row.step}</td>
              <td className="number">{formatPercent(row.underflow)} %</td>
              <td className="number">{formatPercent(row.overflow)} %</td>
              <td className="number">{row.signalToError.toFixed(1)} dB</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
