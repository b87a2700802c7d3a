/** What the screens read, and the keys under which it is cached. */
import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query'
import type { Locale } from '@/lib/format'
import { pluralOf } from '@/lib/objects'
import { get, query } from './client'
import type { Conversation, CrmRecord, Finding, Me, Message, Page, Proposal, Score } from './types'

export const keys = {
  conversations: ['conversations'] as const,
  messages: (id: string) => ['messages', id] as const,
  proposal: (id: string) => ['proposal', id] as const,
  approvals: ['approvals'] as const,
}

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => get<Me>('/me', signal),
  staleTime: 10 * 60_000,
})

export const conversationsQuery = queryOptions({
  queryKey: keys.conversations,
  queryFn: ({ signal }) => get<Page<Conversation>>('/conversations?limit=50', signal),
})

export const messagesQuery = (id: string) =>
  queryOptions({
    queryKey: keys.messages(id),
    queryFn: async ({ signal }) =>
      (await get<Page<Message>>(`/conversations/${id}/messages?limit=200`, signal)).items,
  })

export const approvalsQuery = queryOptions({
  queryKey: keys.approvals,
  queryFn: ({ signal }) => get<Page<Proposal>>('/proposals?approver=me&status=pending&limit=50', signal),
  refetchInterval: 60_000,
})

export const recordQuery = (object: string, id: string) =>
  queryOptions({
    queryKey: ['record', object, id],
    queryFn: ({ signal }) => get<CrmRecord>(`/${pluralOf(object)}/${encodeURIComponent(id)}`, signal),
  })

export type TimelineItem = { [field: string]: unknown }
export const timelineQuery = (object: string, id: string) =>
  infiniteQueryOptions({
    queryKey: ['timeline', object, id],
    queryFn: ({ signal, pageParam }) =>
      get<Page<TimelineItem>>(
        `/${pluralOf(object)}/${encodeURIComponent(id)}/timeline${query({ limit: 20, cursor: pageParam })}`,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor || undefined,
  })

export const scoreQuery = (object: string, id: string) =>
  queryOptions({
    queryKey: ['score', object, id],
    queryFn: ({ signal }) => get<Score>(`/${pluralOf(object)}/${encodeURIComponent(id)}/score`, signal),
    enabled: object === 'lead' || object === 'deal',
    retry: false,
  })

export const listQuery = (plural: string, search: Record<string, string | undefined>) =>
  infiniteQueryOptions({
    queryKey: ['list', plural, search],
    queryFn: ({ signal, pageParam }) =>
      get<Page<CrmRecord>>(`/${plural}${query({ ...search, limit: 50, cursor: pageParam })}`, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor || undefined,
  })

export const recommendationsQuery = queryOptions({
  queryKey: ['recommendations'],
  queryFn: ({ signal }) => get<{ items: Finding[] }>('/recommendations?limit=12', signal),
})

export const tasksQuery = (today: string) =>
  queryOptions({
    queryKey: ['list', 'activities', 'due', today],
    queryFn: ({ signal }) =>
      get<Page<CrmRecord>>(
        `/activities${query({ type: 'task', status: 'open', owner: 'me', due_date__lte: today, sort: 'due_date', limit: 20 })}`,
        signal,
      ),
  })

const FALLBACK: Locale = { locale: 'en-US', currency: 'USD' }

/** How this tenant writes numbers and dates. */
export function useLocale(): Locale {
  const { data } = useQuery(meQuery)
  const tenant = data?.tenant
  return tenant
    ? { locale: tenant.locale || 'en-US', currency: tenant.currency || 'USD', timezone: data.timezone }
    : FALLBACK
}
