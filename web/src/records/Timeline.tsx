/** What happened with a record, newest first. */
import { Button, Group, Skeleton, Stack, Text, ThemeIcon, Title, Tooltip } from '@mantine/core'
import {
  IconCalendarEvent,
  IconChecklist,
  IconHistory,
  IconMail,
  IconNote,
  IconPhone,
} from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type TimelineItem, timelineQuery, useLocale } from '@/api/queries'
import { dateTime, humanise, isReference, relative } from '@/lib/format'
import { ErrorLine } from '@/shell/Fallbacks'
import { openRecord } from './open'

const ICONS: Record<string, typeof IconMail> = {
  email: IconMail,
  call: IconPhone,
  meeting: IconCalendarEvent,
  note: IconNote,
  task: IconChecklist,
}
export const activityIcon = (type: string) => ICONS[type] ?? IconHistory

export function Timeline({ object, id }: { object: string; id: string }) {
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    timelineQuery(object, id),
  )
  const items = data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section aria-label="Timeline" data-testid="timeline">
      <Title order={3} mb="sm">
        Timeline
      </Title>
      {error && <ErrorLine error={error} />}
      {isPending && <Skeleton h={90} radius="md" />}
      {data && !items.length && (
        <Text size="sm" c="dimmed">
          Nothing happened here yet. Tell the assistant about a call or a meeting and it will be logged.
        </Text>
      )}
      <Stack gap={2}>
        {items.map((item, index) => (
          <Entry key={String(item.id ?? index)} item={item} />
        ))}
      </Stack>
      {hasNextPage && (
        <Button
          variant="subtle"
          size="sm"
          mt="xs"
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          Show older
        </Button>
      )}
    </section>
  )
}

const first = (...values: unknown[]) =>
  values.find((value) => typeof value === 'string' && value) as string | undefined

function Entry({ item }: { item: TimelineItem }) {
  const locale = useLocale()
  const kind = first(item.type, item.kind) ?? 'event'
  const Icon = activityIcon(kind)
  const at = first(item.occurred_at, item.at, item.due_date, item.created_at)
  const who = isReference(item.owner) ? item.owner.label : first(item.author)
  const body = first(item.body, item.text, item.quote)
  const title = first(item.subject, item.title, item.label) ?? humanise(kind)
  const id = typeof item.id === 'string' && ICONS[kind] ? item.id : null
  return (
    <Group align="flex-start" wrap="nowrap" gap="sm" py={8}>
      <ThemeIcon variant="light" color="gray" size={30} radius="xl">
        <Icon size={16} />
      </ThemeIcon>
      <div style={{ minWidth: 0, flex: 1 }}>
        <Group justify="space-between" wrap="nowrap" gap="xs">
          {id ? (
            <button
              type="button"
              className="link truncate"
              style={{ fontWeight: 570, fontSize: 14, color: 'inherit' }}
              onClick={() => openRecord({ object: 'activity', id, label: title })}
            >
              {title}
            </button>
          ) : (
            <Text size="sm" fw={570} className="truncate">
              {title}
            </Text>
          )}
          {at && (
            <Tooltip label={dateTime(at, locale)}>
              <Text size="xs" c="dimmed" style={{ flex: 'none' }}>
                {relative(at, locale)}
              </Text>
            </Tooltip>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {[humanise(kind), who].filter(Boolean).join(' · ')}
        </Text>
        {body && (
          <Text size="sm" lineClamp={2} mt={3} style={{ overflowWrap: 'anywhere' }}>
            {body}
          </Text>
        )}
      </div>
    </Group>
  )
}
