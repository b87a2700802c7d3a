/** Where to begin: next best actions, what is due, what waits. */
import { Group, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconChecklist, IconSparkles } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { approvalsQuery, meQuery, recommendationsQuery, tasksQuery, useLocale } from '@/api/queries'
import type { CrmRecord } from '@/api/types'
import { Findings } from '@/blocks/Findings'
import { plural, relative } from '@/lib/format'
import { openRecord } from '@/records/open'
import { Empty, ErrorLine } from '@/shell/Fallbacks'

/** The day in the user's zone, as `YYYY-MM-DD`. */
const dayIn = (timezone?: string) =>
  new Intl.DateTimeFormat('en-CA', timezone ? { timeZone: timezone } : {}).format(new Date())

export function Today() {
  const { data: me } = useQuery(meQuery)
  const { locale, timezone } = useLocale()
  const long = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(timezone ? { timeZone: timezone } : {}),
  })
  return (
    <div className="page">
      <Title order={1}>Today</Title>
      <Text c="dimmed" mt={4} mb="lg">
        {long.format(new Date())}
      </Text>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 28, alignItems: 'flex-start' }}>
        <section style={{ flex: '2 1 420px', minWidth: 0 }} aria-label="Next best actions">
          <Title order={2} mb="sm">
            What to do next
          </Title>
          <Actions />
        </section>
        <aside style={{ flex: '1 1 280px', minWidth: 0 }}>
          <Title order={2} mb="sm">
            Due
          </Title>
          <Tasks today={dayIn(me?.timezone)} />
          <Waiting />
        </aside>
      </div>
    </div>
  )
}

function Actions() {
  const { data, error, isPending, refetch } = useQuery(recommendationsQuery)
  if (error) return <ErrorLine error={error} onRetry={() => void refetch()} />
  if (isPending)
    return (
      <SimpleGrid cols={1} spacing="sm">
        {[1, 2, 3].map((key) => (
          <Skeleton key={key} h={118} radius="lg" />
        ))}
      </SimpleGrid>
    )
  if (!data.items.length)
    return (
      <Empty icon={<IconSparkles size={38} stroke={1.4} />} title="Nothing pressing">
        As leads and deals of yours gather activity, the ones worth a call are listed here with the reasons.
      </Empty>
    )
  return <Findings items={data.items} />
}

function Tasks({ today }: { today: string }) {
  const { data, error, isPending } = useQuery(tasksQuery(today))
  if (error) return <ErrorLine error={error} />
  if (isPending) return <Skeleton h={120} radius="lg" />
  if (!data.items.length)
    return (
      <div className="card" style={{ padding: 18 }}>
        <Text size="sm" c="dimmed">
          No task is due. Try “remind me Friday to send the contract” in the chat.
        </Text>
      </div>
    )
  return (
    <Stack gap={0} className="card" py={4} data-testid="tasks">
      {data.items.map((task) => (
        <Task key={task.id} task={task} today={today} />
      ))}
    </Stack>
  )
}

function Task({ task, today }: { task: CrmRecord; today: string }) {
  const locale = useLocale()
  const due = typeof task.due_date === 'string' ? task.due_date : null
  return (
    <button
      type="button"
      className="nav"
      style={{
        background: 'none',
        border: 0,
        font: 'inherit',
        cursor: 'pointer',
        textAlign: 'left',
        margin: '0 4px',
      }}
      onClick={() => openRecord({ object: 'activity', id: task.id, ref: task.ref, label: task.label })}
    >
      <IconChecklist size={17} />
      <span style={{ flex: 1, fontSize: 14 }}>{task.label}</span>
      {due && (
        <Text size="xs" c={due < today ? 'red' : 'dimmed'} style={{ flex: 'none' }}>
          {relative(due, locale)}
        </Text>
      )}
    </button>
  )
}

function Waiting() {
  const { data } = useQuery(approvalsQuery)
  if (!data?.total) return null
  return (
    <Group className="card" mt="md" px={18} py={14} justify="space-between">
      <Text size="sm">{plural(data.total, 'proposal')} waiting for you</Text>
      <Link to="/approvals" className="link" style={{ fontSize: 14 }}>
        Decide
      </Link>
    </Group>
  )
}
