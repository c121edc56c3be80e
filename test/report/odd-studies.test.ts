// Every part of the report, in both languages, on studies that are odd: what can be said is said, and nothing is claimed.
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src-main/analysis/grid/analyze.ts';
import { decide } from '../../src-main/analysis/decision/decide.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { decisionSentence } from '../../src-main/report/language/decision-text.ts';
import { gateText } from '../../src-main/report/language/gate-text.ts';
import { costFigure } from '../../src-main/report/figures/cost-figure.ts';
import { tornadoFigure } from '../../src-main/report/figures/tornado-figure.ts';
import { documentOf } from '../../src-main/report/html/markup.ts';
import { reportPage } from '../../src-main/report/html/report.ts';
import { ENGLISH, LANGUAGES, wordsOf, type Language } from '../../src-main/report/language/language.ts';
import { mostKept } from '../../src-main/analysis/decision/most-kept.ts';
import { resultSentences } from '../../src-main/report/sentences.ts';
import { renderMaps } from '../../src-main/report/terminal.ts';
import { IMPORTED } from '../study/imported-facts.ts';
import type { StoredSpec } from '../../src-main/records/origin.ts';
import type { RunRow } from '../../src-main/records/types.ts';
import { finished, planned, sampleRuns } from './sample.ts';

const RECIPES = ['bf16-mixed', 'fp8-unscaled'];
const all = sampleRuns({ recipes: RECIPES });
const asIf = (change: (run: RunRow) => RunRow) => all.map(change);
const unfinished = (run: RunRow) => planned(run.id, run.recipe, run.learningRate, run.rowValue, run.seed);

interface Odd {
  readonly runs: readonly RunRow[];
  /** By hand: where three seeds of both recipes train, fp8-unscaled's loss is 0.25 nats above bf16-mixed's, more than 2 %. */
  readonly verdict: string;
  /** What its English sentences must say. */
  readonly says: RegExp;
  readonly spec?: StoredSpec;
  readonly refined?: boolean;
}

const STUDIES: Readonly<Record<string, Odd>> = {
  'no run at all': { runs: [], verdict: 'none', says: /one recipe/ },
  'one run': {
    runs: sampleRuns({ recipes: ['bf16-mixed'], learningRates: [0.01], batchSizes: [8], seeds: [0] }),
    verdict: 'none',
    says: /one recipe/,
  },
  'one cell of two recipes': {
    runs: sampleRuns({ recipes: RECIPES, learningRates: [0.01], batchSizes: [8] }),
    verdict: 'no-go',
    says: /keeps 100 %/,
  },
  'one seed': {
    runs: sampleRuns({ recipes: RECIPES, seeds: [0] }),
    verdict: 'undecided',
    says: /interval not known/,
  },
  'two seeds': {
    runs: sampleRuns({ recipes: RECIPES, seeds: [0, 1] }),
    verdict: 'undecided',
    says: /over seeds it may be chance/,
  },
  'one recipe': { runs: sampleRuns({ recipes: ['bf16-mixed'] }), verdict: 'none', says: /one recipe/ },
  'all runs failed': {
    runs: asIf((run) => finished(unfinished(run), 'collapsed', 4.1)),
    verdict: 'undecidable',
    says: /no stable cell/,
  },
  'all runs diverged': {
    runs: asIf((run) => finished(unfinished(run), 'nonfinite', null)),
    verdict: 'undecidable',
    says: /no stable cell/,
  },
  'no run failed': {
    runs: asIf((run) => finished(unfinished(run), 'ok', 2)),
    verdict: 'undecided',
    says: /keeps 100 %/,
  },
  'nothing finished': { runs: asIf(unfinished), verdict: 'undecidable', says: /no finished run yet/ },
  'the baseline not finished': {
    runs: asIf((run) => (run.recipe === 'bf16-mixed' ? unfinished(run) : run)),
    verdict: 'undecidable',
    says: /no finished run in the cells/,
  },
  'half finished': {
    runs: all.map((run, i) => (i % 2 === 0 ? run : unfinished(run))),
    verdict: 'undecided',
    says: /, so far: /,
  },
  'every run failed for infrastructure reasons': {
    runs: asIf((run) => ({ ...unfinished(run), state: 'failed-infrastructure' })),
    verdict: 'undecidable',
    says: /no finished run yet/,
  },
  imported: { runs: all, verdict: 'no-go', says: /keeps/, spec: { imported: IMPORTED } },
  refined: {
    runs: all.map((run) =>
      run.seed === 0 || Math.abs(Math.log10(run.learningRate) + 1.5) < 0.6 ? run : unfinished(run),
    ),
    verdict: 'no-go',
    says: /keeps/,
    refined: true,
  },
};

const drawn = (svg: string) => new Resvg(svg, { font: { loadSystemFonts: false } });

/** What no reader should see. */
const SLIPS =
  /NaN(?! or Inf|またはInf|\/Inf|とは)|undefined|\bnull\b|\[object|Infinity|-?Inf\b(?<!NaN or Inf|NaNまたはInf|NaN\/Inf)|\$\{/;

describe.each(Object.entries(STUDIES))(
  'a study with %s',
  (name, { runs, verdict, says, spec = {}, refined }) => {
    const analysis = analyze(runs, {
      baseline: 'bf16-mixed',
      thresholds: DEFAULT_THRESHOLDS,
      ...(refined && { refined }),
    });
    const info = {
      version: 1,
      name,
      createdAt: '2026-01-02T03:04:05.000Z',
      spec,
      text: null,
      baseline: 'bf16-mixed',
      recipes: RECIPES,
      thresholds: DEFAULT_THRESHOLDS,
      environments: [],
    };
    const chosen = mostKept(analysis);
    const decision = chosen === null ? null : decide(analysis, chosen);

    test('has the verdict that its runs carry', () => {
      expect(decision?.verdict ?? 'none').toBe(verdict);
      const sentences = resultSentences(analysis, ENGLISH).join(' ');
      expect(sentences === '' ? 'one recipe' : sentences).toMatch(says);
    });

    test.each(LANGUAGES)('is told in whole sentences: %s', (language: Language) => {
      const words = wordsOf(language);
      const end = language === 'en' ? /\.$/ : /。$/;
      const sentences = resultSentences(analysis, words);
      if (decision) sentences.push(decisionSentence(decision, words));
      if (decision && decision.verdict !== 'undecidable') {
        for (const gate of decision.gates) {
          const { criterion, measured, turns } = gateText(gate, decision.rowSetting, words);
          expect(turns).toMatch(end);
          for (const text of [criterion, measured, turns]) expect(text).not.toMatch(SLIPS);
        }
      }
      for (const sentence of sentences) {
        expect(sentence).toMatch(end);
        expect(sentence).not.toMatch(SLIPS);
      }
    });

    test.each(LANGUAGES)('has a report and figures: %s', (language: Language) => {
      const words = wordsOf(language);
      const page = reportPage({
        info,
        runs,
        analysis,
        curve: () => null,
        actions: () => [],
        ladder: null,
        words,
      });
      const html = documentOf(page, '');
      expect(html).toContain(`<html lang="${language}">`);
      expect(html).toContain(words.report.limits);
      // The spec is the user's own text, and JSON.
      expect(html.replace(/<dd>\{[\s\S]*?<\/dd>/g, '')).not.toMatch(SLIPS);
      for (const svg of html.match(/<svg[\s\S]*?<\/svg>/g) ?? []) expect(() => drawn(svg)).not.toThrow();
      if (!decision || decision.verdict === 'undecidable') return;
      for (const figure of [costFigure, tornadoFigure]) {
        for (const theme of ['light', 'dark'] as const) {
          expect(() => drawn(figure(decision, { theme, words }))).not.toThrow();
        }
      }
    });

    test('has its maps in the terminal', () => {
      expect(renderMaps(analysis)).not.toMatch(/undefined|NaN|Infinity/);
    });
  },
);
