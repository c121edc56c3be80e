// The panels of the verdict: what would change it, the costs as distributions, the chosen setting on the map, the plan.
import { useMemo } from 'react';
import type { StudyView } from '../../src-main/contract/contract.ts';
import { placeOnMap, type Decision } from '../../src-main/analysis/decision/decide.ts';
import {
  breakEvenText,
  failuresText,
  mayFailText,
  programText,
} from '../../src-main/report/language/decision-text.ts';
import { gateText } from '../../src-main/report/language/gate-text.ts';
import { costFigure } from '../../src-main/report/figures/cost-figure.ts';
import { mapFigure } from '../../src-main/report/figures/map.ts';
import { formatLearningRate } from '../../src-main/report/language/numbers.ts';
import { tornadoFigure } from '../../src-main/report/figures/tornado-figure.ts';
import { quantityTexts } from '../../src-main/report/language/quantity-text.ts';
import type { Words } from '../../src-main/report/language/language.ts';
import { Figure } from '../parts/figure.tsx';
import { Explain } from '../parts/term.tsx';
import { useTheme } from '../parts/theme.tsx';
import { rowText } from '../../src-main/report/language/row-text.ts';

interface Props {
  readonly decision: Decision;
  readonly words: Words;
}

/** Of the gates that the verdict rests on: those that fail, else those that are open, else all. */
export function VerdictTurns({ decision, words }: Props) {
  const { verdict, gates } = decision;
  const deciding = gates.filter(({ status }) => status === verdict);
  const shown = (deciding.length > 0 ? deciding : gates).map((gate) => ({
    gate,
    text: gateText(gate, decision.rowSetting, words),
  }));
  return (
    <details open>
      <summary>{words.decision.view.whatWouldTurn}</summary>
      <ul>
        {shown.map(({ gate, text: { criterion, measured, turns } }, index) => (
          <li key={index}>
            <span className={`gate ${gate.status}`}>{words.decision.status[gate.status]}</span>{' '}
            {words.decision.view.turn(criterion, measured, turns)}
          </li>
        ))}
      </ul>
    </details>
  );
}

export function VerdictCosts({ decision, words }: Props) {
  const theme = useTheme();
  const { figures, numbers } = words;
  const program = programText(decision, words);
  const cost = useMemo(() => costFigure(decision, { theme, words }), [decision, theme, words]);
  const tornado = useMemo(() => tornadoFigure(decision, { theme, words }), [decision, theme, words]);
  return (
    <section className="panel" aria-label={figures.cost.title}>
      <p>
        {numbers.sentences([
          breakEvenText(decision, words),
          ...(program === null ? [] : [program]),
          mayFailText(decision, words),
          failuresText(decision, words),
        ])}
      </p>
      <Figure svg={cost} label={figures.cost.title} />
      <Figure svg={tornado} label={figures.tornado.title} />
    </section>
  );
}

export function VerdictMap({ study, decision, words }: Props & { readonly study: StudyView }) {
  const theme = useTheme();
  const { analysis } = study;
  const facts = study.factsIn[words.language];
  const { recipe } = decision;
  const { figures, decision: text } = words;
  const place = text.setting(
    formatLearningRate(recipe.cell.learningRate),
    rowText(decision.rowSetting, recipe.cell.rowValue, words),
  );
  const svg = useMemo(
    () =>
      mapFigure(
        {
          ...analysis,
          recipes: analysis.recipes.filter((map) =>
            [decision.recipe.recipe, decision.baseline.recipe].includes(map.recipe),
          ),
        },
        {
          title: place,
          theme,
          value: 'unstable',
          guides: false,
          facts: { ...facts, thresholds: '' },
          tailCeiling: null,
          idPrefix: 'verdict',
          chosen: placeOnMap(decision),
          words,
        },
      ),
    [analysis, facts, decision, place, theme, words],
  );
  return (
    <section className="panel wide" aria-label={text.view.chosenCell}>
      <h2>{text.view.chosenCell}</h2>
      <Figure svg={svg} label={`${figures.legend.chosen}: ${place}`} />
    </section>
  );
}

export function VerdictPlan({ decision: { gates, rowSetting }, words }: Props) {
  const { decision: text } = words;
  const columns = text.planColumns;
  return (
    <section className="panel wide" aria-label={text.plan}>
      <div className="titled">
        <h2>{text.plan}</h2>
        <Explain word="gate" />
      </div>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              {[columns.stage, columns.gate, columns.criterion, columns.measured, columns.turns].map(
                (name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {gates.map((gate, index) => {
              const { stage, status, criterion, measured, turns } = gateText(gate, rowSetting, words);
              return (
                <tr key={index}>
                  <td>{stage}</td>
                  <td>
                    <span className={`gate ${gate.status}`}>{status}</span>
                  </td>
                  <td>{criterion}</td>
                  <td>{measured}</td>
                  <td>{turns}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Every number that the cost rests on, and whether it was measured, assumed or set by the reader. */
export function VerdictNumbers({ decision, words }: Props) {
  const { restsOn } = words.decision;
  return (
    <section className="panel wide" aria-label={restsOn}>
      <div className="titled">
        <h2>{restsOn}</h2>
        <Explain word="penalty" />
        <Explain word="baseline" />
      </div>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              {words.report.inputColumns.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {quantityTexts(decision, words).map(({ name, low, value, high, unit, kind, source }) => (
              <tr key={name}>
                {[name, low, value, high, unit, kind, source].map((text, index) => (
                  <td key={index}>{text}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
