// The core's answers as React state: asked once, kept, and asked again when an event says that they are out of date.
import {
  keepPreviousData,
  QueryClient,
  useMutation,
  useQuery,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { createContext, use } from 'react';
import type { InputOf, PackedStudyView, ProcedureName, ResultOf } from '../../src-main/api/contract.ts';
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

/** Gives a command of the contract. */
export function useCommand<P extends ProcedureName>(
  procedure: P,
): UseMutationResult<ResultOf<P>, Error, InputOf<P>> {
  const client = useClient();
  return useMutation({ mutationFn: (input: InputOf<P>) => client.call(procedure, input) });
}

/** Answers stay until an event says otherwise: nothing else changes a study. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { staleTime: Infinity, retry: false, refetchOnWindowFocus: false } },
  });
}

/** Keeps the answers true to the core's events; returns how to stop. */
export function followEvents(client: Client, queries: QueryClient): () => void {
  const stale = (...queryKey: readonly unknown[]) => void queries.invalidateQueries({ queryKey });
  const ofStudy = (id: string) => {
    for (const procedure of ['study.view', 'study.runs', 'study.curves', 'study.sites']) {
      void queries.invalidateQueries({
        predicate: ({ queryKey: [name, input] }) =>
          name === procedure && (input as { id?: string }).id === id,
      });
    }
    stale('library.list');
  };
  const stopEvents = client.onEvent((event) => {
    switch (event.kind) {
      case 'library-changed':
        return stale('library.list');
      case 'study-changed':
        return ofStudy(event.id);
      case 'activity':
        queries.setQueryData<PackedStudyView>(
          ['study.view', { id: event.id }],
          (view) => view && { ...view, activity: event.activity },
        );
        queries.setQueryData<ResultOf<'library.list'>>(
          ['library.list', {}],
          (listing) =>
            listing && {
              ...listing,
              studies: listing.studies.map((card) =>
                card.id === event.id ? { ...card, activity: event.activity } : card,
              ),
            },
        );
        return;
      case 'probe-changed':
        return stale('probe.state', { id: event.id });
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
  };
}
