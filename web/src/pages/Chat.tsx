/** Where one asks: a new conversation opens at once, what draws answers follows while one types. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { Composer } from '@/chat/Composer'
import { Frame } from '@/chat/Frame'
import { keepIn, startConversation } from '@/chat/turns'
import { Welcome } from '@/chat/Welcome'
import { ErrorLine } from '@/shell/Fallbacks'

const conversation = () => import('@/chat/Conversation')
const Conversation = lazy(() => conversation().then((module) => ({ default: module.Conversation })))

export function Chat() {
  keepIn(useQueryClient())
  const { conversationId } = useParams({ strict: false })
  return conversationId ? (
    <Suspense>
      <Conversation key={conversationId} id={conversationId} />
    </Suspense>
  ) : (
    <NewConversation />
  )
}

function NewConversation() {
  useEffect(() => {
    const soon = setTimeout(() => void conversation(), 1500)
    return () => clearTimeout(soon)
  }, [])
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
