/** What was said and answered so far, and where one goes on. */
import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import { messagesQuery } from '@/api/queries'
import type { Message, PageContext } from '@/api/types'
import { useStore } from '@/lib/store'
import { openedRecord } from '@/records/open'
import { ErrorLine } from '@/shell/Fallbacks'
import { Composer } from './Composer'
import { Frame } from './Frame'
import { MessageView } from './MessageView'
import { Running } from './Running'
import { type Sent, send, turnOf } from './turns'

/** Room above what was said last: the header of a small screen, and some air. */
const HEADROOM = 76

export function Conversation({ id }: { id: string }) {
  const { data: messages, error, isPending, refetch } = useQuery(messagesQuery(id))
  const turn = useStore(turnOf(id))
  const opened = useStore(openedRecord)
  const running = turn !== null && !turn.live.done
  const thread = useFollow(running)
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
        ref={thread}
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
      </Stack>
    </Frame>
  )
}

const retryOf = (said: Message | undefined, say: (sent: Sent) => void) =>
  said?.role === 'user' ? () => say({ text: said.text }) : undefined

/**
 * Follows the answer as it grows, until what was said reaches the top: a long answer is read from its start.
 * Whoever scrolls up or opens something is left alone until the next sentence.
 */
function useFollow(running: boolean) {
  const thread = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  const show = useCallback(() => {
    const said = thread.current?.querySelectorAll<HTMLElement>('.said')
    const last = said?.[said.length - 1]
    if (!following.current || !last) return
    const page = document.documentElement
    const top = last.getBoundingClientRect().top + page.scrollTop - HEADROOM
    window.scrollTo({ top: Math.min(page.scrollHeight - page.clientHeight, top) })
  }, [])
  useEffect(() => {
    const place = thread.current
    if (!place) return
    const leave = (event: WheelEvent | TouchEvent) => {
      if (!('deltaY' in event) || event.deltaY < 0) following.current = false
    }
    const grown = new ResizeObserver(show)
    grown.observe(place)
    const stay = () => {
      following.current = false
    }
    place.addEventListener('click', stay, true)
    window.addEventListener('wheel', leave, { passive: true })
    window.addEventListener('touchmove', leave, { passive: true })
    return () => {
      grown.disconnect()
      place.removeEventListener('click', stay, true)
      window.removeEventListener('wheel', leave)
      window.removeEventListener('touchmove', leave)
    }
  }, [show])
  useEffect(() => {
    if (!running) return
    following.current = true
    show()
  }, [running, show])
  return thread
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
