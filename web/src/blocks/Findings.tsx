import { Badge, Button, Group, RingProgress, Stack, Text } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import type { Finding } from '@/api/types'
import { startConversation } from '@/chat/turns'
import { scoreColor } from '@/lib/colors'
import { humanise } from '@/lib/format'
import { ReferenceLink } from '@/records/FieldValue'
import { Reasons } from './Reasons'

export function Findings({ items }: { items: Finding[] }) {
  return (
    <Stack gap="sm" data-testid="block-findings">
      {items.map((item) => (
        <One key={`${item.kind}:${item.record.id}`} item={item} />
      ))}
    </Stack>
  )
}

function One({ item }: { item: Finding }) {
  const navigate = useNavigate()
  const act = async (say: string) => {
    const conversationId = await startConversation({
      text: say,
      page: { object: item.record.object, id: item.record.id },
    })
    await navigate({ to: '/chat/$conversationId', params: { conversationId } })
  }
  const { action } = item
  return (
    <article
      className="card"
      style={{ padding: '12px 18px 14px' }}
      data-testid={`finding-${item.record.ref}`}
    >
      <Group gap="sm" wrap="nowrap" align="center">
        <RingProgress
          size={46}
          thickness={4}
          roundCaps
          sections={[{ value: item.score, color: scoreColor(item.score) }]}
          label={
            <Text ta="center" size="xs" fw={650} className="num">
              {Math.round(item.score)}
            </Text>
          }
        />
        <div style={{ flex: 1, minWidth: 0 }}>
          <Text fw={600} component="div" style={{ overflowWrap: 'anywhere' }}>
            <ReferenceLink value={item.record} />
          </Text>
          <Group gap={6}>
            <Badge size="sm" color="gray">
              {humanise(item.kind)}
            </Badge>
            <Text size="xs" c="dimmed" className="num">
              {item.record.ref}
            </Text>
          </Group>
        </div>
        {action && (
          <Button
            size="xs"
            variant="light"
            rightSection={<IconArrowRight size={14} />}
            onClick={() => void act(action.say)}
            title={action.say}
            visibleFrom="xs"
          >
            {action.label}
          </Button>
        )}
      </Group>
      <div style={{ marginTop: 8 }}>
        <Reasons reasons={item.reasons} />
      </div>
      {action && (
        <Button
          hiddenFrom="xs"
          mt="xs"
          size="xs"
          fullWidth
          variant="light"
          onClick={() => void act(action.say)}
        >
          {action.label}
        </Button>
      )}
    </article>
  )
}
