// What an import would make of a file as it is mapped: what must be said first, labels to come by learning rate, what is left out.
import { formatLearningRate, formatLoss } from '../../src-main/report/language/numbers.ts';
import { plural } from '../../src-main/report/language/en/plural.ts';
import type { ImportPreview, RateCount } from '../../src-main/study/import/preview.ts';

interface Props {
  readonly preview: ImportPreview;
}

export function OutcomePanel({ preview }: Props) {
  const { complaint, questions, notes, labels, runs, failed, problems, recipes } = preview;
  const counted = Object.entries(labels).map(([label, count]) => `${count} ${label}`);
  return (
    <section className="panel" aria-label="What will be imported">
      <h2>What will be imported</h2>
      {complaint !== null && <p className="bad">{complaint}</p>}
      {questions.map(({ sentence }) => (
        <p key={sentence} className="bad">
          {sentence}
        </p>
      ))}
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      <p>
        {plural(runs, 'run')} of {plural(recipes.length, 'recipe')}
        {failed > 0 && `, ${failed} of which failed for infrastructure reasons`}; {problems}{' '}
        {problems === 1 ? 'row is not a run' : 'rows are not runs'}.
      </p>
      <p>Labels to come: {counted.join(', ') || 'none'}.</p>
      <RatesTable preview={preview} />
      <FirstRuns preview={preview} />
      <Problems preview={preview} />
    </section>
  );
}

const KINDS = ['stable', 'unstable', 'unjudged', 'failed', 'leftOut'] as const satisfies (keyof RateCount)[];
const KIND_WORDS: Readonly<Record<(typeof KINDS)[number], string>> = {
  stable: 'stable',
  unstable: 'unstable',
  unjudged: 'unjudged',
  failed: 'failed: infrastructure',
  leftOut: 'left out',
};

/** By recipe and learning rate; a kind that no run is of has no column. */
function RatesTable({ preview: { rates, leftOut } }: Props) {
  if (rates.length === 0) return null;
  const shown = KINDS.filter((kind) => rates.some((rate) => rate[kind] > 0));
  const unplaced = leftOut
    .filter(({ recipe, learningRate }) => recipe === null || learningRate === null)
    .reduce((sum, { rows }) => sum + rows, 0);
  return (
    <>
      <h3>By learning rate</h3>
      <div className="scroll">
        <table aria-label="Runs by learning rate">
          <thead>
            <tr>
              <th scope="col">recipe</th>
              <th scope="col">learning rate</th>
              {shown.map((kind) => (
                <th key={kind} scope="col">
                  {KIND_WORDS[kind]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rates.map((rate) => (
              <tr key={`${rate.recipe} ${rate.learningRate}`}>
                <td>{rate.recipe}</td>
                <td className="number">{formatLearningRate(rate.learningRate)}</td>
                {shown.map((kind) => (
                  <td key={kind} className="number">
                    {rate[kind]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {unplaced > 0 && (
        <p>{plural(unplaced, 'row')} left out without a learning rate: they may be of any of these.</p>
      )}
    </>
  );
}

function FirstRuns({ preview: { firstRuns, runs, unit } }: Props) {
  if (firstRuns.length === 0) return null;
  return (
    <>
      <h3>{firstRuns.length < runs ? `The first ${firstRuns.length} of them` : 'All of them'}</h3>
      <div className="scroll">
        <table aria-label="The first runs">
          <thead>
            <tr>
              <th scope="col">{unit}</th>
              <th scope="col">recipe</th>
              <th scope="col">learning rate</th>
              <th scope="col">batch size</th>
              <th scope="col">seed</th>
              <th scope="col">tail loss</th>
              <th scope="col">label</th>
            </tr>
          </thead>
          <tbody>
            {firstRuns.map(({ line, planned, measured, label, failure }) => (
              <tr key={line}>
                <td className="number">{line}</td>
                <td>{planned.recipe}</td>
                <td className="number">{Number(planned.learningRate.toPrecision(4))}</td>
                <td className="number">{planned.batchSize}</td>
                <td className="number">{planned.seed}</td>
                <td className="number">
                  {measured.nonfinite ? 'not finite' : formatLoss(measured.tailLoss)}
                </td>
                <td>{failure !== null ? 'none: it failed' : label}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Problems({ preview: { firstProblems, problems, unit } }: Props) {
  if (firstProblems.length === 0) return null;
  const name = `${unit[0]!.toUpperCase()}${unit.slice(1)}`;
  return (
    <>
      <h3>Rows that are not runs</h3>
      <ul>
        {firstProblems.map(({ line, message }, index) => (
          <li key={index}>
            {name} {line}: {message}
          </li>
        ))}
      </ul>
      {problems > firstProblems.length && <p>and {problems - firstProblems.length} more.</p>}
    </>
  );
}
