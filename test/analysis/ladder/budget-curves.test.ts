// The penalty of the largest size over its tokens, as a ladder of its own, and its panel.
import { expect, test } from 'vitest';
import { budgetCurves } from '../../../src-main/analysis/ladder/budget-curves.ts';
import { budgetLadder, type Budgets } from '../../../src-main/analysis/ladder/token-efficiency.ts';
import { ladderFigure } from '../../../src-main/report/figures/ladder-figure.ts';
import { LANGUAGES, wordsOf } from '../../../src-main/report/language/language.ts';

const CONFIDENCE = 0.95;
const STEPS = [100, 200, 400];
const PARAMETERS = [10_000, 20_000, 40_000, 80_000, 160_000];

/** 1000 tokens a step; nats by steps, those of the largest size apart. */
function ladderOf(penalty: (steps: number, isLargest: boolean) => number, parametersOf = PARAMETERS) {
  const value = (nats: number) => ({ value: nats, error: 0.002 });
  const made: Budgets = {
    steps: STEPS,
    sizes: parametersOf.map((parameters) => ({ parameters, tokens: STEPS.map((steps) => 1000 * steps) })),
    recipes: [
      {
        recipe: 'fp8',
        penalties: parametersOf.map((size) => STEPS.map((steps) => value(penalty(steps, size === 160_000)))),
        slopes: parametersOf.map(() => STEPS.slice(1).map(() => ({ value: Math.log2(0.2), error: 0.05 }))),
      },
    ],
  };
  return budgetLadder(made, CONFIDENCE);
}

const growing = (steps: number) => 0.02 + 0.01 * Math.log2(steps / 400);

test('has what was measured by tokens per parameter, the longest budget held out, and a band as far as was tested', () => {
  const { parameters, ladders } = budgetCurves(ladderOf(growing), CONFIDENCE);
  expect(parameters).toBe(160_000);
  const { fit, ahead } = ladders[0]!;
  expect(fit.points.map(({ octaves }) => octaves)).toEqual(
    STEPS.map((steps) => expect.closeTo(Math.log2((1000 * steps) / 160_000), 12)),
  );
  expect(fit.points.map(({ value }) => value)).toEqual(
    STEPS.map((steps) => expect.closeTo(growing(steps), 12)),
  );
  expect(fit.heldOut).toEqual([
    expect.objectContaining({ octaves: fit.points[2]!.octaves, measured: fit.points[2]!.value, isHit: true }),
  ]);
  expect(fit.reach).toBeGreaterThan(0);
  expect(ahead[0]!.octaves).toBeCloseTo(fit.points[0]!.octaves, 12);
  expect(ahead.at(-1)!.octaves).toBeCloseTo(fit.points[2]!.octaves + fit.reach, 12);
  for (const { octaves, interval } of ahead) {
    const law = growing(400 * 2 ** (octaves - fit.points[2]!.octaves));
    expect(law).toBeGreaterThan(interval.low);
    expect(law).toBeLessThan(interval.high);
  }
});

test('a law that breaks under the longest budget has its points and no band', () => {
  const broken = ladderOf((steps, isLargest) => growing(steps) + (isLargest && steps === 400 ? 0.12 : 0));
  const [{ fit, ahead }] = budgetCurves(broken, CONFIDENCE).ladders as [
    ReturnType<typeof budgetCurves>['ladders'][number],
  ];
  expect(fit.refusal?.kind).toBe('budget-missed');
  expect(fit.points).toHaveLength(3);
  expect(ahead).toEqual([]);
});

test.each(LANGUAGES)(
  'is a panel of the ladder, named by the size, with what the held-out budget said (%s)',
  (language) => {
    const words = wordsOf(language);
    const byTokens = budgetCurves(ladderOf(growing), CONFIDENCE);
    const svg = ladderFigure(byTokens.ladders, {
      title: 'made',
      sizeIn: 'parameters',
      confidence: CONFIDENCE,
      byTokens,
      sentences: [],
      theme: 'light',
      words,
    });
    expect(svg).toContain(words.ladder.byTokens('160k'));
    expect(svg).toContain(words.ladder.tokensEach);
    expect(svg).toContain(words.ladder.sizeOf('160,000'));
  },
);

test('the title of a ladder is read whole however narrow it is', () => {
  const { ladders } = budgetCurves(ladderOf(growing), CONFIDENCE);
  const title = 'a study with a long name: from small to large, and then some more';
  const options = { title, sizeIn: 'parameters', confidence: CONFIDENCE, sentences: [], width: 440 } as const;
  const svg = ladderFigure(ladders, { ...options, theme: 'light', words: wordsOf('en') });
  const heading = [...svg.matchAll(/<text [^>]*font-size="15"[^>]*>([^<]*)</g)].map(([, line]) => line);
  expect(heading.join(' ')).toBe(title);
});

test.each(LANGUAGES)(
  'no test and no band are told that did not take place, and recipes without points are named (%s)',
  (language) => {
    const words = wordsOf(language);
    const { byTokensNote, byTokensTested, byTokensAhead, byTokensLacking } = words.ladder;
    // By spaces, at which lines are broken; Japanese is broken anywhere.
    const flat = (text: string) => text.replace(/<[^>]*>|\s/g, '');
    const pictured = (byTokens: ReturnType<typeof budgetCurves>) =>
      flat(
        ladderFigure(byTokens.ladders, {
          title: 'made',
          sizeIn: 'parameters',
          confidence: 0.8,
          byTokens,
          sentences: [],
          theme: 'light',
          words,
        }),
      );
    const tested = pictured(budgetCurves(ladderOf(growing), CONFIDENCE));
    expect(tested).toContain(flat(byTokensTested));
    expect(tested).toContain(flat(byTokensAhead));
    expect(tested).toContain(flat(`(${words.numbers.percent('80')}`).slice(1));
    expect(tested).not.toContain('95');
    const few = pictured(budgetCurves(ladderOf(growing, PARAMETERS.slice(2)), CONFIDENCE));
    expect(few).toContain(flat(byTokensNote));
    expect(few).not.toContain(flat(byTokensTested));
    expect(few).not.toContain(flat(byTokensAhead));
    const { parameters, ladders } = budgetCurves(ladderOf(growing), CONFIDENCE);
    const [{ fit, ...own }] = ladders as [(typeof ladders)[number]];
    const lacking = { ...own, fit: { ...fit, points: [], heldOut: [] }, ahead: [] };
    expect(pictured({ parameters, ladders: [lacking] })).toContain(flat(byTokensLacking('fp8')));
  },
);
