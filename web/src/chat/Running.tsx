/** The turn under way: what was said, what has come so far, or what went wrong. */
import { Group, Stack, Text } from '@mantine/core'
import { Blocks } from '@/blocks/Blocks'
import { ErrorLine } from '@/shell/Fallbacks'
import { Markdown } from './Markdown'
import type { Turn } from './turns'

export function Running({ turn, onRetry }: { turn: Turn; onRetry: () => void }) {
  const { live, sent } = turn
  const waiting = !live.done && !live.text && !live.blocks.length
  return (
    <>
      <div className="said" data-testid="message-user">
        {sent.text}
      </div>
      <Stack gap="sm" data-testid="message-live" aria-busy={!live.done}>
        {(waiting || live.step) && !live.done && (
          <Group gap={8} role="status">
            <span className="dots">
              <span />
              <span />
              <span />
            </span>
            <Text size="sm" c="dimmed">
              {live.step ?? 'Thinking'}
            </Text>
          </Group>
        )}
        {live.text && <Markdown text={live.text} messageId="live" />}
        <Blocks blocks={live.blocks} context={{ messageId: 'live', said: live.text, last: false }} />
        {live.error && <ErrorLine error={live.error} onRetry={onRetry} />}
      </Stack>
    </>
  )
}
