import { Badge, Button, Stack } from '@mantine/core'
import type { Message } from '@/api/types'
import { type BlockContext, Blocks } from '@/blocks/Blocks'
import { Markdown } from './Markdown'

const STATUS: Partial<Record<Message['status'], { label: string; color: string }>> = {
  needs_approval: { label: 'Needs approval', color: 'orange' },
  declined: { label: 'Declined', color: 'gray' },
  failed: { label: 'Failed', color: 'red' },
}

type Props = {
  message: Message
  last: boolean
  onChoice?: BlockContext['onChoice']
  /** Says the same once more, after a failed answer. */
  onRetry?: (() => void) | undefined
}

export function MessageView({ message, last, onChoice, onRetry }: Props) {
  if (message.role === 'user')
    return (
      <div className="said" data-testid="message-user">
        {message.text}
      </div>
    )
  const state = STATUS[message.status]
  /** The card says itself that it waits: the mark is for answers without one. */
  const marked = state && !message.blocks.some((block) => block.type === 'proposal')
  return (
    <Stack gap="sm" data-testid="message-assistant" data-status={message.status}>
      {marked && (
        <Badge color={state.color} style={{ alignSelf: 'flex-start' }}>
          {state.label}
        </Badge>
      )}
      {message.text && <Markdown text={message.text} messageId={message.id} />}
      <Blocks
        blocks={message.blocks}
        context={{ messageId: message.id, said: message.text, last, onChoice }}
      />
      {message.status === 'failed' && last && onRetry && (
        <Button
          variant="light"
          size="xs"
          style={{ alignSelf: 'flex-start' }}
          onClick={onRetry}
          data-testid="retry"
        >
          Try again
        </Button>
      )}
    </Stack>
  )
}
