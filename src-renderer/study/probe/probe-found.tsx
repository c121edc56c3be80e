// What a probe found: the heat map by one of its measures, the operands that lose most, and both as files.
import { useMemo, useState } from 'react';
import { worstOperands } from '../../../src-main/report/figures/probe-worst.ts';
import type { InputOf } from '../../../src-main/contract/contract.ts';
import { formatPercent } from '../../../src-main/report/language/numbers.ts';
import { operandName, probeFigure, probeTitle } from '../../../src-main/report/figures/probe-figure.ts';
import { PROBE_MEASURES, type ProbeMeasure } from '../../../src-main/report/language/shown.ts';
import { recipeName } from '../../../src-main/report/language/recipe-name.ts';
import type { ProbeResult } from '../../../src-main/sweep/probe-study.ts';
import { useClient } from '../../client/queries.ts';
import { Choice } from '../../parts/choice.tsx';
import { Figure } from '../../parts/figure.tsx';
import { saveFile } from '../../parts/save-file.ts';
import { useTheme } from '../../parts/theme.tsx';
import { useSay } from '../../parts/toasts.tsx';
import { useReportWords, useWords } from '../../words/language.ts';

type Format = InputOf<'probe.export'>['format'];
const FORMATS: readonly Format[] = ['svg', 'png', 'csv'];
/** Operands listed for each recipe. */
const LISTED = 6;

export function ProbeFound({ id, result }: { readonly id: string; readonly result: ProbeResult }) {
  const client = useClient();
  const theme = useTheme();
  const words = useWords().studyProbe;
  const report = useReportWords();
  const { sayError } = useSay();
  const [measure, setMeasure] = useState<ProbeMeasure>('underflow');
  const svg = useMemo(
    () => probeFigure(result.rows, { title: probeTitle(result, report), theme, measure, words: report }),
    [result, theme, measure, report],
  );
  const save = async (format: Format) => {
    try {
      saveFile(await client.call('probe.export', { id, format, theme, measure, language: report.language }));
    } catch (error) {
      sayError(error);
    }
  };
  return (
    <>
      <section className="panel" aria-label={words.found}>
        <div className="row">
          <h2>{words.found}</h2>
          <span className="spring" />
          <Choice
            name={words.colour}
            value={measure}
            options={PROBE_MEASURES.map((each) => [each, report.probe.measures[each]] as const)}
            onChange={setMeasure}
          />
          {FORMATS.map((format) => (
            <button key={format} type="button" onClick={() => void save(format)}>
              {words.files[format]}
            </button>
          ))}
        </div>
        <Figure svg={svg} label={words.heatMap} />
      </section>
      <section className="panel" aria-label={words.worst}>
        <h2>{words.worstHeading}</h2>
        <Worst result={result} />
      </section>
    </>
  );
}

function Worst({ result: { rows } }: { readonly result: ProbeResult }) {
  const report = useReportWords();
  const { columns } = report.probe;
  const percent = (share: number) => report.numbers.percent(formatPercent(share));
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">{columns.recipe}</th>
            <th scope="col">{columns.operand}</th>
            <th scope="col">{columns.step}</th>
            <th scope="col">{columns.underflow}</th>
            <th scope="col">{columns.overflow}</th>
            <th scope="col">{columns.error}</th>
          </tr>
        </thead>
        <tbody>
          {worstOperands(rows, LISTED).map((row) => (
            <tr key={`${row.recipe} ${row.operand}`}>
              <td>{recipeName(row.recipe, null, report)}</td>
              <td lang="en">{operandName(row)}</td>
              <td className="number">{row.step}</td>
              <td className="number">{percent(row.underflow)}</td>
              <td className="number">{percent(row.overflow)}</td>
              <td className="number">{row.signalToError.toFixed(1)} dB</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
