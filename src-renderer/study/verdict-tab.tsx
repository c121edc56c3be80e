// Whether FP8 pays: for a manager in plain sentences first, under them in numbers with what would change it; then the reader’s costs as
// sliders, with the distributions moving at once, the chosen setting on the map, and the plan. In the language that the reader chose.
import { useDeferredValue, useMemo, useState } from 'react';
import { isOfSizes } from '../../src-main/analysis/grid/rows.ts';
import type { StudyView } from '../../src-main/contract/contract.ts';
import { decide } from '../../src-main/analysis/decision/decide.ts';
import type { CostInputs } from '../../src-main/analysis/decision/inputs.ts';
import { decisionSentence } from '../../src-main/report/language/decision-text.ts';
import { managerText } from '../../src-main/report/language/manager-text.ts';
import { targetSentences } from '../../src-main/report/language/target-text.ts';
import { mostKept } from '../../src-main/analysis/decision/most-kept.ts';
import { Choice } from '../parts/choice.tsx';
import { WordsHere } from '../parts/term.tsx';
import { useReportWords } from '../words/language.ts';
import { CostInputsPanel } from './cost-inputs.tsx';
import { TargetFields, useTarget } from './target-fields.tsx';
import { ReportButtons } from './report-buttons.tsx';
import { ManagerSummary } from './summary.tsx';
import { VerdictCosts, VerdictMap, VerdictNumbers, VerdictPlan, VerdictTurns } from './verdict-panels.tsx';

export function VerdictTab({ study }: { readonly study: StudyView }) {
  const { id, analysis } = study;
  const others = analysis.recipes.map(({ recipe }) => recipe).filter((name) => name !== analysis.baseline);
  const [recipe, setRecipe] = useState(mostKept(analysis) ?? analysis.baseline);
  const [inputs, setInputs] = useState<CostInputs>({});
  const words = useReportWords();
  const { decision: text, manager, sentences } = words;
  const settled = useDeferredValue(inputs);
  const choice = useTarget(study);
  const decidedOn = useDeferredValue(choice.analysis);
  const decision = useMemo(
    () => decide(decidedOn, recipe, { inputs: settled, search: null }),
    [decidedOn, recipe, settled],
  );
  return (
    <div className="study">
      {others.length > 0 && isOfSizes(analysis.rowSetting) && <TargetFields {...choice} />}
      <div className={`summary verdict ${decision.verdict}`} role="status">
        {others.length === 0 ? (
          <p>{sentences.oneRecipe}</p>
        ) : (
          <ManagerSummary text={managerText(decision, words)} words={words} />
        )}
      </div>
      {decision.verdict !== 'undecidable' && (
        <section className="summary" aria-label={manager.forEngineers}>
          <h2>{manager.forEngineers}</h2>
          <p>{decisionSentence(decision, words)}</p>
          {targetSentences(decision, words).map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
          <VerdictTurns decision={decision} words={words} />
        </section>
      )}
      <div className="row">
        {others.length > 1 && (
          <Choice
            name={text.view.decideOn}
            value={recipe}
            options={others.map((name) => [name, name] as const)}
            onChange={setRecipe}
          />
        )}
        <span className="spring" />
        <ReportButtons
          id={id}
          decide={{
            recipe: others.includes(recipe) ? recipe : null,
            inputs,
            search: null,
            target: choice.target,
          }}
          words={words}
        />
      </div>
      {decision.verdict !== 'undecidable' && (
        <div className="pictures">
          <CostInputsPanel decision={decision} inputs={inputs} words={words} onChange={setInputs} />
          <VerdictCosts decision={decision} words={words} />
          <VerdictMap study={study} decision={decision} words={words} />
          <VerdictPlan decision={decision} words={words} />
          <VerdictNumbers decision={decision} words={words} />
        </div>
      )}
      <WordsHere words={['stable', 'control']} />
      <p className="fine">{text.smallModels}</p>
    </div>
  );
}
