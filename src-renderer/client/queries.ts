// The core's answers as React state: asked once, kept, and asked again when an event says that they are out of date.
import {
  keepPreviousData,
  QueryClient,
  type Query,
  useMutation,
  useQueries,
  useQuery,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { createContext, use } from 'react';
import type { InputOf, PackedStudyView, ProcedureName, ResultOf } from '../../src-main/contract/contract.ts';
import type { Client } from './client.ts';

export const ClientContext = createContext<Client | null>(null);

export function useClient(): Client {
  const client = use(ClientContext);
  if (!client) throw new Error('There is no client above this component.');
  return client;
}

/** Asks a query of the contract; `null` as input asks nothing yet. */
export function useAnswer<P extends ProcedureName>(
  procedure: P,
  input: InputOf<P> | null,
): UseQueryResult<ResultOf<P>> {
  const client = useClient();
  return useQuery<ResultOf<P>>({
    queryKey: [procedure, input],
    queryFn: () => client.call(procedure, input!),
    enabled: input !== null,
    placeholderData: keepPreviousData as never,
  });
}

/** Asks a query of several things; `combine`, always the same function, makes of the answers what is wanted of them. */
export function useAnswers<P extends ProcedureName, Result>(
  procedure: P,
  inputs: readonly InputOf<P>[],
  combine: (answers: readonly UseQueryResult<ResultOf<P>>[]) => Result,
): Result {
  const client = useClient();
  return useQueries({
    queries: inputs.map((input) => ({
      queryKey: [procedure, input],
      queryFn: () => client.call(procedure, input),
    })),
    combine: combine as never,
  });
}

/** Gives a command of the contract. */
export function useCommand<P extends ProcedureName>(
  procedure: P,
): UseMutationResult<ResultOf<P>, Error, InputOf<P>> {
  const client = useClient();
  return useMutation({ mutationFn: (input: InputOf<P>) => client.call(procedure, input) });
}

/**
 * Answers stay until an event says otherwise: nothing else changes a study. The core is on this machine: whether there is a
 * network says nothing of it.
 */
export function createQueryClient(): QueryClient {
  const networkMode = 'always';
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: Infinity, retry: false, refetchOnWindowFocus: false, networkMode },
      mutations: { networkMode },
    },
  });
}

/** What a study is asked for that changes while it is trained. */
const OF_STUDY = [
  'study.view',
  'study.summary',
  'study.runs',
  'study.curves',
  'study.sites',
  'study.log',
  'study.activations',
  'study.programs',
  'study.ladder',
  'study.targetBasis',
];

/** Keeps the answers true to the core's events; returns how to stop. */
export function followEvents(client: Client, queries: QueryClient): () => void {
  const cache = queries.getQueryCache();
  /** Asked again when the answer under way is there: begun anew at every event, a slow one would never arrive. */
  const outdated = new Set<Query>();
  const refresh = (query: Query) => void queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
  const stale = (isMeant: (name: string, input: { readonly id?: string } | null) => boolean) => {
    const meant = cache.findAll({
      predicate: ({ queryKey: [name, input] }) => isMeant(name as string, input as { id?: string } | null),
    });
    for (const query of meant) {
      if (query.state.fetchStatus === 'idle') refresh(query);
      else outdated.add(query);
    }
  };
  const stopCache = cache.subscribe(({ type, query }) => {
    if (type === 'updated' && query.state.fetchStatus === 'idle' && outdated.delete(query)) refresh(query);
  });
  const stopEvents = client.onEvent((event) => {
    switch (event.kind) {
      case 'library-changed':
        return stale((name) => name === 'library.list');
      case 'study-changed':
        return stale(
          (name, input) => name === 'library.list' || (OF_STUDY.includes(name) && input?.id === event.id),
        );
      case 'activity':
        change<PackedStudyView>(queries, ['study.view', { id: event.id }], (view) => ({
          ...view,
          activity: event.activity,
        }));
        change<ResultOf<'library.list'>>(queries, ['library.list', {}], (listing) => ({
          ...listing,
          studies: listing.studies.map((card) =>
            card.id === event.id ? { ...card, activity: event.activity } : card,
          ),
        }));
        return;
      case 'probe-changed':
        return stale((name, input) => name === 'probe.state' && input?.id === event.id);
      case 'import-progress':
      case 'sweep-ended':
      case 'open-study':
        return;
    }
  });
  let lostBefore = false;
  const stopConnection = client.onConnection((connection) => {
    if (connection === 'lost') lostBefore = true;
    if (connection === 'open' && lostBefore) void queries.invalidateQueries();
  });
  return () => {
    stopEvents();
    stopConnection();
    stopCache();
  };
}

/** Changes a part of an answer that is there. Unlike `setQueryData`, an answer that was out of date stays so. */
function change<T>(queries: QueryClient, queryKey: readonly unknown[], by: (answer: T) => T): void {
  const query = queries.getQueryCache().find<T>({ queryKey });
  if (query?.state.data !== undefined) query.setState({ data: by(query.state.data) });
}
