// A figure of report/figures as part of the page. The figures escape every name they hold, so their text is safe markup.
import { memo } from 'react';

interface Props {
  readonly svg: string;
  /** What it shows, for those who do not see it. */
  readonly label: string;
}

export const Figure = memo(function Figure({ svg, label }: Props) {
  return <div className="figure" role="group" aria-label={label} dangerouslySetInnerHTML={{ __html: svg }} />;
});
