// What rounding did to one run, site by site: share of values lost to zero, share beyond the largest, and the scale.
import { formatNumber, formatPercent } from '../../src-main/report/language/numbers.ts';
import { recipeName } from '../../src-main/report/language/recipe-name.ts';
import { SITE_STATISTICS } from '../../src-main/engine/device.ts';
import type { RunRow } from '../../src-main/records/types.ts';
import { useAnswer } from '../client/queries.ts';
import { useReportWords, useWords } from '../words/language.ts';

interface Props {
  readonly studyId: string;
  readonly run: RunRow;
}

export function SiteTable({ studyId, run }: Props) {
  const answer = useAnswer('study.sites', run.state === 'finished' ? { id: studyId, runId: run.id } : null);
  const words = useWords().studyCell.sites;
  const report = useReportWords();
  const percent = (share: number) => report.numbers.percent(formatPercent(share));
  const statistics = answer.data;
  if (!statistics || statistics.sites.length === 0 || statistics.steps.length === 0) return null;
  const { sites, steps, values } = statistics;
  const at = (step: number, site: number, statistic: number) =>
    values[(step * sites.length + site) * SITE_STATISTICS.length + statistic]!;
  const worst = (site: number, statistic: number) =>
    Math.max(...steps.map((_, step) => at(step, site, statistic)));
  const last = steps.length - 1;
  return (
    <div className="scroll">
      <table>
        <caption>{words.caption(recipeName(run.recipe, null, report), run.seed)}</caption>
        <thead>
          <tr>
            <th scope="col">{words.site}</th>
            <th scope="col">{words.underflowWorst}</th>
            <th scope="col">{words.underflowAt(steps[last]!)}</th>
            <th scope="col">{words.overflowWorst}</th>
            <th scope="col">{words.scaleAt(steps[last]!)}</th>
          </tr>
        </thead>
        <tbody>
          {sites.map((site, index) => (
            <tr key={site}>
              <th scope="row" lang="en">
                {site}
              </th>
              <td className="number">{percent(worst(index, 0))}</td>
              <td className="number">{percent(at(last, index, 0))}</td>
              <td className="number">{percent(worst(index, 1))}</td>
              <td className="number">{formatNumber(at(last, index, 2))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
