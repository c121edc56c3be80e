// Whether FP8 pays: the plain sentence first, then the reader's costs as sliders, with the distributions moving at once.
import { useDeferredValue, useMemo, useState } from 'react';
import type { StudyView } from '../../src-main/api/contract.ts';
import { decide, type Decision } from '../../src-main/analysis/decision/decide.ts';
import { COST_INPUT_NAMES, defaultInputs, type CostInputs } from '../../src-main/analysis/decision/inputs.ts';
import { costFigure } from '../../src-main/report/figures/cost-figure.ts';
import { formatLearningRate } from '../../src-main/report/figures/numbers.ts';
import { comparedRecipes } from '../../src-main/report/figures/scene/compared.ts';
import { tornadoFigure } from '../../src-main/report/figures/tornado-figure.ts';
import { Choice } from '../parts/choice.tsx';
import { Figure } from '../parts/figure.tsx';
import { useTheme } from '../parts/theme.tsx';
import { CostSlider } from './cost-slider.tsx';

export function VerdictTab({ study: { analysis } }: { readonly study: StudyView }) {
  const others = analysis.recipes.map(({ recipe }) => recipe).filter((name) => name !== analysis.baseline);
  const [recipe, setRecipe] = useState(others[0] ?? comparedRecipes(analysis).recipe);
  const [inputs, setInputs] = useState<CostInputs>(defaultInputs);
  const settled = useDeferredValue(inputs);
  const decision = useMemo(() => decide(analysis, recipe, settled), [analysis, recipe, settled]);
  return (
    <>
      <p className={`summary verdict ${decision.verdict}`} role="status">
        {decision.sentence}
      </p>
      {others.length > 1 && (
        <Choice
          name="Decide on"
          value={recipe}
          options={others.map((name) => [name, name] as const)}
          onChange={setRecipe}
        />
      )}
      {decision.verdict !== 'undecidable' && (
        <div className="pictures">
          <section className="panel" aria-label="Your costs">
            <div className="row">
              <h2>Your costs</h2>
              <span className="spring" />
              <button type="button" onClick={() => setInputs(defaultInputs())}>
                Defaults
              </button>
            </div>
            {COST_INPUT_NAMES.map((name) => (
              <CostSlider
                key={name}
                name={name}
                range={inputs[name]}
                onChange={(range) => setInputs((before) => ({ ...before, [name]: range }))}
              />
            ))}
          </section>
          <Costs decision={decision} />
          <Plan decision={decision} />
        </div>
      )}
      <p className="fine">
        Failure probabilities come from the small models of this study. They say nothing of failures that only
        large models have; a large run must be measured in its own pilot. Speed-ups are yours to measure.
      </p>
    </>
  );
}

function Costs({ decision }: { readonly decision: Decision }) {
  const theme = useTheme();
  const cost = useMemo(() => costFigure(decision, theme), [decision, theme]);
  const tornado = useMemo(() => tornadoFigure(decision.tornado, theme), [decision, theme]);
  const { breakEvenSpeedup, recipe } = decision;
  return (
    <section className="panel" aria-label="Expected cost">
      <p>
        Setting: learning rate {formatLearningRate(recipe.cell.learningRate)}, batch size{' '}
        {recipe.cell.batchSize}.{' '}
        {breakEvenSpeedup === null
          ? 'No speed-up pays: the cost of failures alone is above what BF16 costs.'
          : `FP8 pays from a raw speed-up of ${breakEvenSpeedup.toFixed(2)} on.`}
      </p>
      <Figure svg={cost} label="Expected cost of a full run" />
      <Figure svg={tornado} label="What the saving depends on" />
    </section>
  );
}

function Plan({ decision: { gates } }: { readonly decision: Decision }) {
  return (
    <section className="panel wide" aria-label="Staged plan">
      <h2>Staged plan</h2>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">stage</th>
              <th scope="col">gate</th>
              <th scope="col">criterion</th>
              <th scope="col">measured</th>
              <th scope="col">what would turn it</th>
            </tr>
          </thead>
          <tbody>
            {gates.map(({ stage, criterion, measured, status, turns }) => (
              <tr key={criterion}>
                <td>{stage}</td>
                <td>
                  <span className={`gate ${status}`}>{status}</span>
                </td>
                <td>{criterion}</td>
                <td>{measured}</td>
                <td>{turns}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
