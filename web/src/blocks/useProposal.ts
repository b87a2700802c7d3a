/** A proposal's live state and what may be done with it. */
import { type Query, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { ApiError, get, post } from '@/api/client'
import { keys, meQuery } from '@/api/queries'
import type { ApproveRequest, Proposal } from '@/api/types'

const CONFIRM = /confirm/
/** Beyond this many records a manager approves; who has nobody above says yes twice. */
const MANY = 20

/** What needs a second yes when nobody above could give it. */
export const isGrave = (proposal: Proposal): boolean =>
  proposal.confirm_twice ??
  (proposal.change_count > MANY ||
    proposal.changes.some((change) => change.op === 'delete' || change.op === 'merge'))

export const wantsConfirmation = (error: unknown): boolean =>
  error instanceof ApiError && CONFIRM.test(error.code)

const FINAL: Proposal['status'][] = ['rejected', 'expired', 'superseded', 'undone']

const waitsElsewhere = ({ queryKey, state }: Query, id: string): boolean =>
  queryKey[0] === keys.proposal(id)[0] &&
  queryKey[1] !== id &&
  (state.data as Proposal | undefined)?.status === 'pending'

/** The card in a conversation is a snapshot; the proposal may have been decided since. */
export function useProposal(snapshot: Proposal) {
  const client = useQueryClient()
  const { data: me } = useQuery(meQuery)
  const final = FINAL.includes(snapshot.status)
  const { data: proposal } = useQuery({
    queryKey: keys.proposal(snapshot.id),
    queryFn: ({ signal }) => get<Proposal>(`/proposals/${snapshot.id}`, signal),
    initialData: snapshot,
    initialDataUpdatedAt: 0,
    enabled: !final,
  })
  // A typed "no" brings a card that is decided: every other card of the proposal shows it too.
  // A new proposal may have taken the place of one that waited: those cards ask again.
  useEffect(() => {
    if (final) client.setQueryData(keys.proposal(snapshot.id), snapshot)
    else void client.invalidateQueries({ predicate: (query) => waitsElsewhere(query, snapshot.id) })
  }, [client, final, snapshot])
  const settle = (answer: unknown) => {
    const changed = answer as Proposal | null
    if (changed?.changes && changed.id === snapshot.id)
      client.setQueryData(keys.proposal(snapshot.id), changed)
    void client.invalidateQueries({ queryKey: keys.proposal(snapshot.id) })
    for (const key of [keys.approvals, ['record'], ['list'], ['timeline'], ['recommendations'], ['score']])
      void client.invalidateQueries({ queryKey: key })
  }
  const act = useMutation({
    mutationFn: ({
      verb,
      body,
    }: {
      verb: 'approve' | 'reject' | 'undo'
      body?: ApproveRequest | { reason?: string }
    }) => post<Proposal | null>(`/proposals/${snapshot.id}/${verb}`, body ?? {}),
    onSuccess: settle,
    onError: (error) => {
      if (!wantsConfirmation(error)) void client.invalidateQueries({ queryKey: keys.proposal(snapshot.id) })
    },
  })
  const mine = !me || proposal.by.id === me.id
  return { proposal, act, mine, mayApprove: proposal.approver === 'self' || !mine }
}
