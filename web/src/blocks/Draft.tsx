import { Button, CopyButton, Group, Text } from '@mantine/core'
import { IconCheck, IconCopy, IconMail } from '@tabler/icons-react'
import type { BlockOf } from '@/api/types'

export function Draft({ block }: { block: BlockOf<'draft'> }) {
  const mail = `mailto:${encodeURIComponent(block.to ?? '')}?subject=${encodeURIComponent(block.subject)}&body=${encodeURIComponent(block.body)}`
  return (
    <section className="card" data-testid="block-draft" aria-label="Draft e-mail">
      <div style={{ padding: '14px 18px', borderBottom: '1px solid var(--line)' }}>
        <Text size="xs" c="dimmed" mb={2}>
          Draft e-mail{block.to && ` to ${block.to}`} · nothing has been sent
        </Text>
        <Text fw={600}>{block.subject}</Text>
      </div>
      <Text px={18} py={14} size="sm" lh={1.65} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {block.body}
      </Text>
      <Group gap="xs" px={18} pb={14}>
        <CopyButton value={`${block.subject}\n\n${block.body}`}>
          {({ copied, copy }) => (
            <Button
              size="xs"
              variant="light"
              onClick={copy}
              leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
              data-testid="copy-draft"
            >
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
        <Button size="xs" variant="default" component="a" href={mail} leftSection={<IconMail size={14} />}>
          Open in mail
        </Button>
      </Group>
    </section>
  )
}
