/** Running turns, kept outside of the pages: an answer goes on streaming while one looks elsewhere. */
import type { QueryClient } from '@tanstack/react-query'
import { post, request, toError } from '@/api/client'
import { keys } from '@/api/queries'
import { readEvents } from '@/api/sse'
import { fold, type Live, nothingYet } from '@/api/turn'
import type { Message, PageContext } from '@/api/types'
import { Store } from '@/lib/store'

export type Sent = { text: string; choiceId?: string; page?: PageContext | undefined }
export type Turn = { sent: Sent; live: Live; stop: () => void }

const turns = new Map<string, Store<Turn | null>>()
let client: QueryClient | null = null

/** The cache in which finished messages land. */
export const keepIn = (queryClient: QueryClient) => {
  client = queryClient
}

export function turnOf(conversationId: string): Store<Turn | null> {
  let store = turns.get(conversationId)
  if (!store) {
    store = new Store<Turn | null>(null)
    turns.set(conversationId, store)
  }
  return store
}

export async function startConversation(sent: Sent): Promise<string> {
  const { id } = await post<{ id: string }>('/conversations')
  client?.setQueryData(keys.messages(id), [])
  void send(id, sent)
  return id
}

export async function send(conversationId: string, sent: Sent): Promise<void> {
  const store = turnOf(conversationId)
  const abort = new AbortController()
  const turn: Turn = { sent, live: nothingYet, stop: () => abort.abort() }
  store.set(turn)
  const show = (live: Live) => store.set({ ...turn, live })
  let live = nothingYet
  try {
    for await (const event of stream(conversationId, sent, abort.signal)) {
      live = fold(live, event as never)
      show(live)
    }
    if (!live.message && !live.error) live = { ...live, error: 'The answer broke off.' }
  } catch (error) {
    if (abort.signal.aborted) return stopped(conversationId, store)
    live = { ...live, error: error instanceof Error ? error.message : String(error) }
  }
  if (live.error && !live.message) return show({ ...live, done: true })
  await finish(conversationId, store, sent, live.message)
}

async function* stream(conversationId: string, sent: Sent, signal: AbortSignal): AsyncGenerator<unknown> {
  const body = sent.choiceId
    ? { choice_id: sent.choiceId }
    : { text: sent.text, ...(sent.page ? { page: sent.page } : {}) }
  const response = await request(`/conversations/${conversationId}/messages`, {
    method: 'POST',
    headers: { Accept: 'text/event-stream' },
    body: JSON.stringify(body),
    signal,
  })
  if (!response.ok) throw await toError(response)
  if (response.headers.get('Content-Type')?.includes('application/json')) {
    yield { type: 'CUSTOM', name: 'message', value: await response.json() }
    return
  }
  for await (const data of readEvents(response)) yield JSON.parse(data)
}

/** What was said and answered moves from the running turn into the cache in one step, so that nothing flickers. */
async function finish(
  conversationId: string,
  store: Store<Turn | null>,
  sent: Sent,
  message: Message | null,
) {
  if (message) {
    const said: Message = {
      id: `said-${message.id}`,
      role: 'user',
      text: sent.text,
      blocks: [],
      status: 'complete',
      trace_id: null,
    }
    client?.setQueryData<Message[]>(keys.messages(conversationId), (old) => [...(old ?? []), said, message])
    if (message.proposal_id) void client?.invalidateQueries({ queryKey: keys.approvals })
  } else {
    await client?.invalidateQueries({ queryKey: keys.messages(conversationId) })
  }
  store.set(null)
  void client?.invalidateQueries({ queryKey: keys.conversations })
}

async function stopped(conversationId: string, store: Store<Turn | null>) {
  await client?.invalidateQueries({ queryKey: keys.messages(conversationId) })
  store.set(null)
}
