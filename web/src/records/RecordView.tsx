/** A record's fields, score and history: the same in the drawer and on its own page. */
import { Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { recordQuery } from '@/api/queries'
import type { CrmRecord } from '@/api/types'
import { humanise } from '@/lib/format'
import { ErrorLine } from '@/shell/Fallbacks'
import { FieldValue } from './FieldValue'
import { ScoreCard } from './ScoreCard'
import { Timeline } from './Timeline'

const APART = new Set([
  'id',
  'ref',
  'label',
  'object',
  'version',
  'external_id',
  'created_at',
  'updated_at',
  'custom',
  'body',
  'notes',
  'name',
  'subject',
  'deleted_at',
  'participants',
])
const TIMELESS = new Set(['product', 'activity'])

export function RecordView({ object, id }: { object: string; id: string }) {
  const { data: record, error, refetch } = useQuery(recordQuery(object, id))
  if (error) return <ErrorLine error={error} onRetry={() => void refetch()} />
  if (!record) return <Loading />
  return (
    <Stack gap="lg">
      <Facts record={record} />
      <LongText record={record} />
      <ScoreCard object={object} id={record.id} />
      {!TIMELESS.has(object) && <Timeline object={object} id={record.id} />}
    </Stack>
  )
}

function Facts({ record }: { record: CrmRecord }) {
  const custom = Object.entries((record.custom ?? {}) as Record<string, unknown>)
  const fields = Object.entries(record).filter(([field]) => !APART.has(field) && field !== 'currency')
  const empty = fields.filter(([, value]) => isEmpty(value)).map(([field]) => humanise(field).toLowerCase())
  return (
    <section className="card" style={{ padding: '18px 20px' }} aria-label="Fields">
      <dl className="facts" data-testid="facts">
        {[...fields, ...custom, ['created_at', record.created_at] as const]
          .filter(([, value]) => !isEmpty(value))
          .map(([field, value]) => (
            <Fact key={field} field={field} value={value} />
          ))}
      </dl>
      {empty.length > 0 && (
        <Text size="xs" c="dimmed" mt="sm">
          Not filled in: {empty.join(', ')}
        </Text>
      )}
    </section>
  )
}

const isEmpty = (value: unknown) => value === null || value === undefined || value === ''

function Fact({ field, value }: { field: string; value: unknown }) {
  return (
    <>
      <dt>{humanise(field)}</dt>
      <dd>
        <FieldValue value={value} field={field} />
      </dd>
    </>
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
