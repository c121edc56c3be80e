// The rows of the runs table that are seen, asked for in pages.
import { useQueries } from '@tanstack/react-query';
import type { InputOf, RunPage } from '../../src-main/contract/contract.ts';
import type { RunRow } from '../../src-main/records/types.ts';
import { useClient } from '../client/queries.ts';

export type RunQuery = Omit<InputOf<'study.runs'>, 'offset' | 'limit'>;

const PAGE = 200;

export interface RunPages {
  /** Rows that match; null until the first page is there. */
  readonly total: number | null;
  /** The row at an index; undefined until its page is there. */
  at(index: number): RunRow | undefined;
}

export function useRunPages(query: RunQuery, first: number, last: number): RunPages {
  const client = useClient();
  const from = Math.floor(first / PAGE);
  const count = Math.floor(last / PAGE) - from + 1;
  const pages = useQueries({
    queries: Array.from({ length: count }, (_, page) => {
      const input = { ...query, offset: (from + page) * PAGE, limit: PAGE };
      return {
        queryKey: ['study.runs', input],
        queryFn: () => client.call('study.runs', input),
      };
    }),
  });
  return {
    total: pages.find(({ data }) => data !== undefined)?.data?.total ?? null,
    at: (index) => {
      const page: RunPage | undefined = pages[Math.floor(index / PAGE) - from]?.data;
      return page?.rows[index % PAGE];
    },
  };
}
