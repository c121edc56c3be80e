// The numbers on the first page of the report are those of the analysis and the decision, to the digits that are shown.
import { describe, expect, test } from 'vitest';
import { decide, NOTHING_SAID, type Decision } from '../../src-main/analysis/decision/decide.ts';
import type { GridAnalysis } from '../../src-main/analysis/grid/grid.ts';
import { reportPage } from '../../src-main/report/html/report.ts';
import { documentOf } from '../../src-main/report/html/markup.ts';
import { wordsOf } from '../../src-main/report/language/language.ts';
import type { RunRow } from '../../src-main/records/types.ts';
import { INFO, made, RUNS } from './snapshots/made.ts';

/** A penalty that a reader may accept in place of a quarter of a nat. */
const NEAR = RUNS.map((run) =>
  run.recipe === 'tensorwise' && run.label === 'ok'
    ? { ...run, tailLoss: run.tailLoss! - 0.245, validationLoss: run.validationLoss! - 0.245 }
    : run,
);

interface FirstPage {
  readonly analysis: GridAnalysis;
  readonly decision: Decision;
  /** Its text, without the pictures. */
  readonly text: string;
  readonly html: string;
}

function firstPage(runs: readonly RunRow[]): FirstPage {
  const analysis = made(runs);
  const decision = decide(analysis, 'tensorwise', NOTHING_SAID) as Decision;
  const curve = () => null;
  const source = { info: INFO, runs, analysis, curve, actions: () => [], ladder: null, words: wordsOf('en') };
  const whole = documentOf(reportPage(source, { recipe: 'tensorwise', ...NOTHING_SAID }), '');
  const html = whole
    .slice(0, whole.indexOf('What the cost rests on'))
    .replaceAll(/<svg[^]*?<\/svg>|<style>[^]*?<\/style>/g, '');
  return { analysis, decision, html, text: html.replaceAll(/<[^>]*>/g, '') };
}

/** The numbers that a pattern finds, each in a group; a sign may be the true minus. */
function numbersIn(text: string, pattern: RegExp): string[] {
  const [, ...found] = pattern.exec(text) ?? [];
  expect(found.length, `${pattern} in: ${text}`).toBeGreaterThan(0);
  return found.map((number) => number.replace('−', '-'));
}

/** Whether a number that is shown is this value, rounded to the digits that are shown. */
function expectShown(shown: string, value: number): void {
  const [mantissa, exponent = '0'] = shown.split('e');
  const decimals = (mantissa!.split('.')[1] ?? '').length - Number(exponent);
  expect(Math.abs(Number(shown) - value), `${shown} for ${value}`).toBeLessThanOrEqual(
    0.501 * 10 ** -decimals,
  );
}

const NUMBER = '([+−-]?[\\d.]+(?:e-?\\d+)?)';
const SIDE = '(cheaper|more expensive)';
const sideOf = (saving: number) => (saving < 0 ? 'more expensive' : 'cheaper');
const pattern = (text: string) => new RegExp(text.replaceAll('#', NUMBER));

describe.each([
  ['a recipe that costs too much', RUNS, 'no-go'],
  ['a recipe as good as the baseline', NEAR, 'undecided'],
] as const)('the first page for %s', (_, runs, verdict) => {
  const { analysis, decision, html, text } = firstPage(runs);

  test('gives the verdict of the decision, and its cost', () => {
    expect(decision.verdict).toBe(verdict);
    expect(html).toContain(`<div class="lead ${verdict}">`);
    const { median, interval } = decision.saving;
    const [, cheaper, ...told] =
      pattern(
        `with a chance of # %, retries and search included \\(# % ${SIDE}, 95 % interval # (?:% ${SIDE} )?to # % ${SIDE}`,
      ).exec(text) ?? [];
    expect(told.length, text).toBeGreaterThan(0);
    expectShown(cheaper!, 100 * decision.cheaper);
    const [saving, side, from, fromSide, to, toSide] = told;
    expectShown(saving!, 100 * Math.abs(median));
    expect(side).toBe(sideOf(median));
    // Of ends on one side the smaller difference comes first.
    const isBelow = interval.high <= 0;
    const ends = isBelow ? [interval.high, interval.low] : [interval.low, interval.high];
    expectShown(from!, 100 * Math.abs(ends[0]!));
    expectShown(to!, 100 * Math.abs(ends[1]!));
    expect(fromSide ?? toSide).toBe(sideOf(ends[0]!));
    expect(toSide).toBe(sideOf(ends[1]!));
  });

  test('tells of each recipe what its headline has measured', () => {
    for (const { recipe, headline } of analysis.recipes.slice(1)) {
      const { shift, failures, penalty, region } = headline!;
      const sentence = text.split('\n').find((line) => line.startsWith(recipe) && line.includes(': edge'))!;
      const [decades, from, to] = numbersIn(sentence, pattern('edge # decades lower \\(# to #\\)'));
      expectShown(decades!, -shift.decades!);
      expectShown(from!, shift.interval!.low);
      expectShown(to!, shift.interval!.high);
      const [failed, pairs, p] = numbersIn(
        sentence,
        pattern('# of # runs fail that train in bf16-mixed \\(p = #'),
      );
      expect([Number(failed), Number(pairs)]).toEqual([failures.recipeOnly, failures.pairs]);
      expectShown(p!, failures.p);
      const [nats, half] = numbersIn(sentence, pattern('penalty # nats \\(±#\\)'));
      expectShown(nats!, penalty.nats!);
      expectShown(half!, (penalty.interval!.high - penalty.interval!.low) / 2);
      const [share, least, most] = numbersIn(sentence, pattern('keeps # % of the stable region \\(# to # %'));
      expectShown(share!, 100 * region.share!);
      expectShown(least!, 100 * region.interval!.low);
      expectShown(most!, 100 * region.interval!.high);
    }
  });

  test('names the setting, the speed-up from which it pays, and the failures', () => {
    const [rate, rowValue] = numbersIn(text, pattern('Setting: learning rate #, batch size (\\d+)\\.'));
    expect(Number(rowValue)).toBe(decision.recipe.cell.rowValue);
    expectShown(rate!, decision.recipe.cell.learningRate);
    const [speedup] = numbersIn(
      text,
      pattern('tensorwise (?:would pay off only|pays off) from a raw speed-up of #×'),
    );
    expectShown(speedup!, decision.breakEvenSpeedup!);
    const [share] = numbersIn(text, pattern('tensorwise may fail in up to # % of its attempts'));
    expectShown(share!, 100 * decision.breakEvenFailure);
    const own = numbersIn(
      text,
      pattern('allow a failure probability of # to # % for tensorwise and of # to # % for bf16-mixed'),
    );
    const { recipe, baseline } = decision.failures.study;
    const ends = [recipe, baseline].flatMap(({ interval }) => [interval.low, interval.high]);
    own.forEach((number, i) => expectShown(number, 100 * ends[i]!));
  });

  test('has a line of the plan for every gate, with its state and what was measured', () => {
    const rows = [...html.matchAll(/<tr><td>([☑☒☐]) ([^<]*)<\/td>\s*<td>[^]*?<\/tr>/g)];
    const boxes = { go: '☑', 'no-go': '☒', undecided: '☐' };
    expect(rows.map(([, box, status]) => [box, status])).toEqual(
      decision.gates.map(({ status }) => [boxes[status], status]),
    );
    decision.gates.forEach((gate, i) => {
      const row = rows[i]![0];
      if (gate.kind === 'stable') {
        const [unstable, finished] = numbersIn(row, pattern('# of # runs unstable'));
        const { cell } = gate.recipe === 'tensorwise' ? decision.recipe : decision.baseline;
        expect([Number(unstable), Number(finished)]).toEqual([cell.unstable, cell.finished]);
      }
      if (gate.kind === 'cost')
        expectShown(numbersIn(row, pattern('chance # %'))[0]!, 100 * decision.cheaper);
    });
  });
});
