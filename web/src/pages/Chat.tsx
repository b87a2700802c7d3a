/** The conversation: what was said and answered, and where one says more. */
import { Skeleton, Stack } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { messagesQuery } from '@/api/queries'
import type { Message, PageContext } from '@/api/types'
import { Composer } from '@/chat/Composer'
import { MessageView } from '@/chat/MessageView'
import { Running } from '@/chat/Running'
import { keepIn, type Sent, send, startConversation, turnOf } from '@/chat/turns'
import { Welcome } from '@/chat/Welcome'
import { useStore } from '@/lib/store'
import { openedRecord } from '@/records/open'
import { ErrorLine } from '@/shell/Fallbacks'

export function Chat() {
  keepIn(useQueryClient())
  const { conversationId } = useParams({ strict: false })
  return conversationId ? <Conversation key={conversationId} id={conversationId} /> : <NewConversation />
}

function Frame({ children, foot }: { children: React.ReactNode; foot: React.ReactNode }) {
  return (
    <div
      style={{
        display: 'flex',
        flexDirection: 'column',
        minHeight: 'calc(100dvh - var(--app-shell-header-offset, 0px))',
      }}
    >
      <div style={{ flex: 1 }}>{children}</div>
      <div
        style={{
          position: 'sticky',
          bottom: 0,
          background: 'linear-gradient(transparent, var(--canvas) 22px)',
          paddingTop: 18,
          zIndex: 5,
        }}
      >
        {foot}
      </div>
    </div>
  )
}

function NewConversation() {
  const navigate = useNavigate()
  const about = useSearch({ strict: false }) as { about?: string; object?: string; label?: string }
  const page = about.about && about.object ? { object: about.object, id: about.about } : undefined
  const start = useMutation({
    mutationFn: (text: string) => startConversation({ text, page }),
    onSuccess: (conversationId) => navigate({ to: '/chat/$conversationId', params: { conversationId } }),
  })
  return (
    <Frame
      foot={
        <Composer
          running={start.isPending}
          about={page ? about.label || 'this record' : undefined}
          onForget={() => void navigate({ to: '/' })}
          onSend={(text) => start.mutate(text)}
          onStop={() => undefined}
        />
      }
    >
      <div className="thread" style={{ paddingTop: 'min(16vh, 150px)' }}>
        <Welcome onSay={(text) => start.mutate(text)} />
        {start.error && (
          <div style={{ marginTop: 20 }}>
            <ErrorLine error={start.error} onRetry={() => start.mutate(start.variables ?? '')} />
          </div>
        )}
      </div>
    </Frame>
  )
}

function Conversation({ id }: { id: string }) {
  const { data: messages, error, isPending, refetch } = useQuery(messagesQuery(id))
  const turn = useStore(turnOf(id))
  const opened = useStore(openedRecord)
  const running = turn !== null && !turn.live.done
  const end = useStayAtEnd(
    messages?.length ?? 0,
    (turn?.live.text.length ?? 0) + (turn?.live.blocks.length ?? 0),
  )
  const page: PageContext | undefined = opened ? { object: opened.object, id: opened.id } : undefined
  const say = (sent: Sent) => void send(id, sent)
  const choose = (choiceId: string, text: string) => say({ text, choiceId })
  return (
    <Frame
      foot={
        <Composer
          running={running}
          about={opened?.label}
          onSend={(text) => say({ text, page })}
          onStop={() => turn?.stop()}
        />
      }
    >
      <Stack
        className="thread"
        gap="xl"
        role="log"
        aria-live="polite"
        aria-label="Conversation"
        data-testid="thread"
      >
        {error && <ErrorLine error={error} onRetry={() => void refetch()} />}
        {isPending && <Loading />}
        {messages?.map((message, index) => (
          <MessageView
            key={message.id}
            message={message}
            last={index === messages.length - 1 && !running}
            onChoice={running ? undefined : choose}
            onRetry={retryOf(messages[index - 1], say)}
          />
        ))}
        {turn && <Running turn={turn} onRetry={() => say(turn.sent)} />}
        <div ref={end} />
      </Stack>
    </Frame>
  )
}

const retryOf = (said: Message | undefined, say: (sent: Sent) => void) =>
  said?.role === 'user' ? () => say({ text: said.text }) : undefined

/** Follows the answer as it grows, unless the reader has scrolled up. */
function useStayAtEnd(messages: number, streamed: number) {
  const end = useRef<HTMLDivElement>(null)
  const seen = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the thread grows
  useEffect(() => {
    const page = document.documentElement
    const near = page.scrollHeight - page.scrollTop - page.clientHeight < 420
    if (near || !seen.current) window.scrollTo({ top: page.scrollHeight })
    if (messages) seen.current = true
  }, [messages, streamed])
  return end
}

function Loading() {
  return (
    <Stack gap="lg" aria-busy="true" aria-label="Loading">
      <Skeleton h={38} w="45%" ml="auto" radius="lg" />
      <Skeleton h={16} w="70%" />
      <Skeleton h={150} radius="lg" />
    </Stack>
  )
}
