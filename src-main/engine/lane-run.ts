// One lane on its way through a job: how far it is, what it has shown, which recipe its next step has, and what its triggers
// did. Everything it knows is plain data, so that a checkpoint can hold it.
import { recipesOf, type PrecisionProgram } from '../recipes/precision-program.ts';
import { activationCurves, activationReadings, type ActivationReading } from './activations.ts';
import { SERIES, SITE_STATISTICS, type SeriesName, type StepResults } from './device.ts';
import { foresee, looks, type EarlyStopRule } from './early-stop.ts';
import type { LaneEvent, LaneResult, LaneSettings, Stopped, TrainingJob } from './job.ts';
import type { Site, StepProgram } from './program.ts';
import { chunkSnapshot, KEPT_STATES, rollsBack } from './snapshots.ts';
import { firstFiring, type Firing } from './trigger.ts';

interface SiteRow {
  readonly step: number;
  readonly sites: readonly Site[];
  readonly values: Float32Array;
  /** Of the activations, in the order of their readings. */
  readonly activations: Float32Array;
}

export interface LaneData {
  readonly series: Record<SeriesName, Float32Array>;
  /** Which recipe (index into recipesOf) trained each step. */
  readonly recipeByStep: Float32Array;
  step: number;
  siteRows: SiteRow[];
  nonfinite: LaneResult['nonfinite'];
  stopped: Stopped | null;
  seconds: number;
  /** The last that holds a step decides its recipe; without one, the stage does. */
  readonly overrides: { readonly from: number; readonly until: number; readonly recipe: number }[];
  readonly rateFactors: { readonly from: number; readonly until: number; readonly factor: number }[];
  readonly events: LaneEvent[];
  /** Of each trigger: how often it fired, and when it may again. */
  readonly fired: { times: number; notBefore: number }[];
  /** Steps before this have been judged. */
  judgedUntil: number;
  /** States that it can be rolled back to, oldest first. */
  kept: readonly Kept[];
}

/** The state with which a step began, and which of the lane's snapshots it is. */
interface Kept {
  readonly step: number;
  readonly snapshot: number;
}

export class LaneRun {
  readonly lane: LaneSettings;
  readonly data: LaneData;
  validationLoss: number | null = null;
  readonly #precision: PrecisionProgram;
  readonly #recipes: readonly string[];
  readonly #steps: number;
  readonly #earlyStop: EarlyStopRule | null;
  /** Steps before which it is looked at whether it can still end stable. */
  readonly #looks: readonly number[];
  /** The state with which the lane came into the steps done last, where one is kept. */
  #chunk: Kept | null = null;

  constructor(
    lane: LaneSettings,
    { precision, steps, earlyStop }: Pick<TrainingJob, 'precision' | 'steps' | 'earlyStop'>,
    data?: LaneData,
  ) {
    this.lane = lane;
    this.#precision = precision;
    this.#recipes = recipesOf(precision).map(({ name }) => name);
    this.#steps = steps;
    this.#earlyStop = earlyStop;
    this.#looks = earlyStop ? looks(earlyStop, steps) : [];
    this.data = data ?? emptyData(steps, precision.triggers.length);
  }

  get step(): number {
    return this.data.step;
  }

  /** It met NaN or Inf and no trigger saved it, or it was stopped. */
  get ended(): boolean {
    return this.data.nonfinite !== null || this.data.stopped !== null;
  }

  get training(): boolean {
    return !this.ended && this.step < this.#steps;
  }

  /** Index of the recipe of a step. */
  recipeAt(step: number): number {
    const override = this.data.overrides.findLast(({ from, until }) => from <= step && step < until);
    if (override) return override.recipe;
    const stage = this.#precision.stages.find(({ untilStep }) => untilStep === null || step < untilStep)!;
    return this.#recipes.indexOf(stage.recipe.name);
  }

  rateFactorAt(step: number): number {
    return this.data.rateFactors
      .filter(({ from, until }) => from <= step && step < until)
      .reduce((product, { factor }) => product * factor, 1);
  }

  /** The first step after this one before which the lane has to wait: its recipe changes there, or it is looked at. */
  boundaryAfter(step: number): number {
    const { stages, checkpointEvery } = this.#precision;
    const changes = [
      this.#steps,
      ...stages.map(({ untilStep }) => untilStep ?? this.#steps),
      ...this.#looks,
      ...this.data.overrides.flatMap(({ from, until }) => [from, until]),
      ...(rollsBack(this.#precision) ? [(Math.floor(step / checkpointEvery) + 1) * checkpointEvery] : []),
    ];
    return Math.min(...changes.filter((change) => change > step));
  }

  /** The snapshot that the lane's state is to be kept in before its next steps; null: nothing goes back there, or it is kept. */
  beginChunk(): number | null {
    const { data } = this;
    const { step } = data;
    const known = data.kept.find((each) => each.step === step);
    if (known) {
      this.#chunk = known;
      return null;
    }
    let snapshot = chunkSnapshot(this.#precision);
    if (rollsBack(this.#precision) && step % this.#precision.checkpointEvery === 0) {
      const earlier = data.kept.slice(1 - KEPT_STATES);
      snapshot = earlier.some((each) => each.snapshot === 0) ? 1 : 0;
      data.kept = [...earlier, { step, snapshot }];
    }
    this.#chunk = snapshot === null ? null : { step, snapshot };
    return snapshot;
  }

  /** Takes over the results of `count` steps and returns how many of them this lane did. */
  add(
    results: StepResults,
    position: number,
    count: number,
    program: StepProgram,
    recipe: number,
    seconds: number,
  ) {
    const { data } = this;
    const from = data.step;
    const ended = results.ended.find(({ lane }) => lane === position);
    const done = ended ? ended.step - from + 1 : count;
    for (const name of SERIES) {
      data.series[name].set(
        results.series[name].subarray(position * count, position * count + done),
        data.step,
      );
    }
    data.recipeByStep.fill(recipe, from, from + done);
    const { sites } = program;
    const width = sites.length * SITE_STATISTICS.length;
    const readings = activationReadings(program).length;
    results.siteSteps.forEach((step, index) => {
      if (ended && step > ended.step) return;
      const start = (position * results.siteSteps.length + index) * width;
      const values = results.sites.slice(start, start + width);
      const from = (position * results.siteSteps.length + index) * readings;
      const activations = results.activations.slice(from, from + readings);
      data.siteRows.push({ step, sites, values, activations });
    });
    data.step += done;
    data.seconds += seconds;
    if (ended) data.nonfinite = { step: ended.step, tensor: ended.tensor };
    return done;
  }

  /** Forgets what was measured from `step` on. */
  rewind(step: number): void {
    const { data } = this;
    data.step = step;
    data.nonfinite = null;
    data.siteRows = data.siteRows.filter((row) => row.step < step);
  }

  /** The first firing among the steps not judged yet; without one they are judged. */
  judge(): Firing | null {
    const { data } = this;
    const { triggers } = this.#precision;
    if (triggers.length === 0) return null;
    const observed = { ...data, twin: this.lane.twin ?? {} };
    const firing = firstFiring(triggers, observed, data.judgedUntil, data.step, (index, step) => {
      const { times, notBefore } = data.fired[index]!;
      const { action, atMost } = triggers[index]!;
      if (times >= atMost || step < notBefore) return false;
      // Nothing is gained by going where the lane is already.
      return !('recipe' in action) || this.#recipes[data.recipeByStep[step]!] !== action.recipe.name;
    });
    if (!firing) data.judgedUntil = data.step;
    return firing;
  }

  /** Carries out the action of a firing. Returned is the snapshot that it has to go on from, null where its state still holds. */
  act(firing: Firing): number | null {
    const { data } = this;
    const { step } = firing;
    const { action, cooldown, persistence } = this.#precision.triggers[firing.trigger]!;
    const fired = data.fired[firing.trigger]!;
    fired.times += 1;
    fired.notBefore = step + 1 + cooldown;
    const event = (costSteps: number) => data.events.push(this.#eventOf(firing, costSteps));
    const recipe = 'recipe' in action ? this.#recipes.indexOf(action.recipe.name) : -1;
    const goBack = (to: Kept) => {
      this.rewind(to.step);
      return to.snapshot;
    };
    switch (action.kind) {
      case 'redo':
        event(1);
        data.overrides.push({ from: step, until: step + action.steps, recipe });
        data.judgedUntil = step;
        return goBack(this.#chunk!);
      case 'rollback': {
        const begun = step - (persistence - 1);
        const kept = data.kept.findLast((each) => each.step <= begun) ?? data.kept[0]!;
        event(step + 1 - kept.step);
        data.overrides.push({ from: kept.step, until: step + 1 + action.steps, recipe });
        data.judgedUntil = kept.step;
        data.kept = data.kept.filter((each) => each.step <= kept.step);
        return goBack(kept);
      }
      case 'stop': {
        event(0);
        const { nonfinite } = data;
        this.rewind(step + 1);
        // NaN or Inf in this very step had ended the run already.
        if (nonfinite?.step === step) data.nonfinite = nonfinite;
        else data.stopped = { by: 'trigger' };
        return null;
      }
      case 'switch':
      case 'lower-learning-rate': {
        event(0);
        const range = { from: step + 1, until: action.steps === null ? Infinity : step + 1 + action.steps };
        if (action.kind === 'switch') data.overrides.push({ ...range, recipe });
        else data.rateFactors.push({ ...range, factor: action.factor });
        data.judgedUntil = step + 1;
        return data.step === step + 1 ? null : goBack(this.#chunk!);
      }
    }
  }

  /** Stops the lane where it is looked at and cannot end stable any more. */
  look(unigramEntropy: number): void {
    const { data } = this;
    if (!this.#earlyStop || this.ended || !this.#looks.includes(data.step)) return;
    const loss = data.series.loss.subarray(0, data.step);
    const foreseen = foresee(this.#earlyStop, loss, this.#steps, unigramEntropy);
    if (foreseen) data.stopped = { by: 'early-stop', ...foreseen };
  }

  #eventOf({ step, trigger, value, limit }: Firing, costSteps: number): LaneEvent {
    const { watch, site, action } = this.#precision.triggers[trigger]!;
    const under = this.#recipes[this.data.recipeByStep[step]!]!;
    const to = 'recipe' in action ? action.recipe.name : null;
    const steps = 'steps' in action ? action.steps : null;
    return { step, watch, site, value, limit, action: action.kind, under, to, steps, costSteps };
  }

  /** `readings` are those of the job's programs, which have the same ones. */
  result(readings: readonly ActivationReading[]): LaneResult {
    const { data } = this;
    const series = SERIES.map((name) => [name, data.series[name].slice(0, data.step)]);
    const sites = [...new Set(data.siteRows.flatMap((row) => row.sites))];
    return {
      endStep: data.step,
      nonfinite: data.nonfinite,
      stopped: data.stopped,
      series: Object.fromEntries(series) as Record<SeriesName, Float32Array>,
      recipes: this.#recipes,
      recipeByStep: data.recipeByStep.slice(0, data.step),
      events: data.events,
      sites,
      siteSteps: data.siteRows.map(({ step }) => step),
      siteStatistics: Float32Array.from(
        data.siteRows.flatMap((row) => sites.flatMap((site) => ofSite(row, site))),
      ),
      activations: activationCurves(
        readings,
        data.siteRows.map(({ activations }) => activations),
      ),
      validationLoss: this.validationLoss,
      seconds: data.seconds,
    };
  }
}

/** A site that one recipe of a program does not round is neither under- nor overflowing there. */
const UNTOUCHED = [0, 0, 1];

function ofSite({ sites, values }: SiteRow, site: Site): number[] {
  const index = sites.indexOf(site);
  const width = SITE_STATISTICS.length;
  return index < 0 ? UNTOUCHED : [...values.subarray(index * width, (index + 1) * width)];
}

function emptyData(steps: number, triggers: number): LaneData {
  const series = SERIES.map((name) => [name, new Float32Array(steps)]);
  return {
    series: Object.fromEntries(series) as Record<SeriesName, Float32Array>,
    recipeByStep: new Float32Array(steps),
    step: 0,
    siteRows: [],
    nonfinite: null,
    stopped: null,
    seconds: 0,
    overrides: [],
    rateFactors: [],
    events: [],
    fired: Array.from({ length: triggers }, () => ({ times: 0, notBefore: 0 })),
    judgedUntil: 0,
    kept: [],
  };
}
