import { Collapse, Group, Text, UnstyledButton } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useLocale } from '@/api/queries'
import type { BlockOf, Citation } from '@/api/types'
import { dateTime, humanise, relative } from '@/lib/format'
import { Store, useStore } from '@/lib/store'
import { ReferenceLink } from '@/records/FieldValue'
import { openRecord } from '@/records/open'
import { activityIcon } from '@/records/Timeline'

/** The citation that a number in the text points at: `message:n`. */
export const cited = new Store<string | null>(null)

export function Citations({ block, messageId }: { block: BlockOf<'citations'>; messageId: string }) {
  return (
    <section data-testid="block-citations" aria-label="Sources">
      <Text size="xs" fw={600} c="dimmed" mb={6}>
        {block.items.length === 1 ? 'Source' : `${block.items.length} sources`}
      </Text>
      <div className="card">
        {block.items.map((item, index) => (
          <One
            key={item.n}
            item={item}
            id={`${messageId}:${item.n}`}
            first={index === 0}
            open={block.items.length === 1}
          />
        ))}
      </div>
    </section>
  )
}

function One({ item, id, first, open }: { item: Citation; id: string; first: boolean; open: boolean }) {
  const [opened, setOpened] = useState(open)
  const locale = useLocale()
  const pointed = useStore(cited) === id
  const Icon = activityIcon(item.kind)
  useEffect(() => {
    if (!pointed) return
    setOpened(true)
    document.getElementById(id)?.scrollIntoView({ block: 'nearest', behavior: 'smooth' })
    cited.set(null)
  }, [pointed, id])
  const { object, ref, label } = item.record
  return (
    <div id={id} style={first ? undefined : { borderTop: '1px solid var(--line)' }}>
      <UnstyledButton
        w="100%"
        px={14}
        py={9}
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
        data-testid={`citation-${item.n}`}
      >
        <Group wrap="nowrap" gap="sm">
          <span className="cite" style={{ verticalAlign: 0 }}>
            {item.n}
          </span>
          <Icon size={16} style={{ flex: 'none', opacity: 0.7 }} aria-label={humanise(item.kind)} />
          <Text size="sm" fw={550} className="truncate" style={{ flex: 1 }}>
            {item.title}
          </Text>
          <Text size="xs" c="dimmed" className="truncate" visibleFrom="xs" maw={180}>
            {item.author}
          </Text>
          <Text size="xs" c="dimmed" style={{ flex: 'none' }}>
            {item.at && relative(item.at, locale)}
          </Text>
          <IconChevronDown
            size={15}
            style={{
              flex: 'none',
              transform: opened ? 'rotate(180deg)' : undefined,
              transition: 'transform 0.15s',
            }}
          />
        </Group>
      </UnstyledButton>
      <Collapse expanded={opened}>
        <div style={{ padding: '2px 16px 14px' }}>
          <blockquote className="quote" style={{ margin: '0 0 10px', fontSize: 14 }}>
            {item.quote}
          </blockquote>
          <Group gap={6}>
            <Text size="xs" c="dimmed" span>
              {[item.author, item.at && dateTime(item.at, locale)].filter(Boolean).join(' · ')}
            </Text>
            {item.about.map((about) => (
              <Text key={about.id} size="xs" span>
                · <ReferenceLink value={about} />
              </Text>
            ))}
            <Text size="xs" span>
              ·{' '}
              <button
                type="button"
                className="link"
                onClick={() => openRecord({ object, id: item.record.id, ref, label })}
              >
                Open {item.kind}
              </button>
            </Text>
          </Group>
        </div>
      </Collapse>
    </div>
  )
}
