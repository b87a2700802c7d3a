/** A record's fields, score and history: the same in the drawer and on its own page. */
import { Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { recordQuery } from '@/api/queries'
import type { CrmRecord } from '@/api/types'
import { ErrorLine } from '@/shell/Fallbacks'
import { Facts } from './Facts'
import { ScoreCard } from './ScoreCard'
import { Timeline } from './Timeline'

const TIMELESS = new Set(['product', 'activity'])

export function RecordView({ object, id }: { object: string; id: string }) {
  const { data: record, error, refetch } = useQuery(recordQuery(object, id))
  if (error) return <ErrorLine error={error} onRetry={() => void refetch()} />
  if (!record) return <Loading />
  return (
    <Stack gap="lg">
      <Facts object={object} record={record} />
      <LongText record={record} />
      <ScoreCard object={object} id={record.id} />
      {!TIMELESS.has(object) && <Timeline object={object} id={record.id} />}
    </Stack>
  )
}

function LongText({ record }: { record: CrmRecord }) {
  const body = record.body ?? record.notes
  if (typeof body !== 'string' || !body.trim()) return null
  return (
    <section className="card" style={{ padding: '16px 20px' }}>
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} lh={1.6}>
        {body}
      </Text>
    </section>
  )
}

function Loading() {
  return (
    <Stack gap="md" aria-busy="true" aria-label="Loading">
      {[80, 60, 72, 50, 66].map((width) => (
        <Group key={width} wrap="nowrap">
          <Skeleton h={14} w={110} />
          <Skeleton h={14} w={`${width}%`} />
        </Group>
      ))}
    </Stack>
  )
}
