// What an effect of the suite is: a published claim, what is expected of it here, and the test that it is put to, all said before
// a run is made. Types only; the effects stand in effects.ts, the studies that they are seen in in studies.ts.

/** One sentence in each language. */
export interface Said {
  readonly en: string;
  readonly ja: string;
}

export interface Source {
  readonly title: string;
  readonly authors: string;
  /** Number of the preprint, e.g. 1710.03740. */
  readonly arxiv: string;
}

/** The runs of one recipe in one study of the suite. */
export interface Side {
  readonly study: string;
  readonly recipe: string;
}

/** What is measured: always one side less the other, over pairs of runs of the same learning rate, batch size and seed. */
export type Measure =
  /** Final losses in nats, those of failed runs clipped at the loss of the start: final-loss.ts. */
  | { readonly kind: 'loss'; readonly of: Side; readonly minus: Side }
  /** LR sensitivities in nats: rate-sensitivity.ts. */
  | { readonly kind: 'rate-sensitivity'; readonly of: Side; readonly minus: Side }
  /** Shares of runs that fail: failures.ts. */
  | { readonly kind: 'failures'; readonly of: Side; readonly minus: Side }
  /** AUC of the ratio of sharpnesses less that of the difference in loss, as warnings of a failure: warning.ts. */
  | {
      readonly kind: 'warning';
      readonly study: string;
      /** Recipes whose failures are to be foreseen, and the one whose runs are their twins. */
      readonly recipes: readonly string[];
      readonly twin: string;
      /** Share of the planned steps after which the warning is read. */
      readonly at: number;
    };

/** What the effect says of the measure. */
export type Hypothesis =
  /** It is above 0; below `least` it would be too small to be what was published. */
  | { readonly kind: 'above'; readonly least: number }
  /** It is no further from 0 than `margin`, either way. */
  | { readonly kind: 'within'; readonly margin: number };

export interface Effect {
  /** Of the command line: letters and dashes. */
  readonly name: string;
  readonly title: Said;
  readonly source: Source;
  /** What was published, in short. */
  readonly published: Said;
  /** What is expected in a model of this size, and why. */
  readonly expectation: Said;
  readonly measure: Measure;
  readonly hypothesis: Hypothesis;
  /**
   * What the same study must show, or it could not have shown a difference at all: this measure is above 0. For effects that say
   * that there is no difference.
   */
  readonly control?: Measure;
}

/** `quick`: in minutes on two cores. `full`: more seeds, more steps, a wider model. */
export const SCALES = ['quick', 'full'] as const;
export type Scale = (typeof SCALES)[number];

/** Studies whose runs the measure is made of. */
export function studiesOf({ measure, control }: Pick<Effect, 'measure' | 'control'>): string[] {
  const named = [measure, ...(control ? [control] : [])].flatMap((each) =>
    each.kind === 'warning' ? [each.study] : [each.of.study, each.minus.study],
  );
  return [...new Set(named)];
}
