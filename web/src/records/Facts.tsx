/** A record's fields: read, corrected in place, filled in where they are empty. */
import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type FieldInfo, useCatalog } from '@/api/catalog'
import { patch } from '@/api/client'
import { meQuery } from '@/api/queries'
import type { CrmRecord, Me } from '@/api/types'
import { recordPath } from '@/lib/objects'
import { EditValue } from './EditValue'
import { FieldValue } from './FieldValue'

/** Shown as the page's title, below the facts, or not worth a line: they say what other fields say. */
const APART = new Set([
  'name',
  'subject',
  'body',
  'notes',
  'currency',
  'updated_at',
  'is_open',
  'is_won',
  'is_lost',
])
const isEmpty = (value: unknown) => value === null || value === undefined || value === ''

export function Facts({ object, record }: { object: string; record: CrmRecord }) {
  const catalog = useCatalog()
  const { data: me } = useQuery(meQuery)
  const [adding, setAdding] = useState<string | null>(null)
  const save = useSave(object, record)
  const mine = maybeMine(record, me)
  const fields = catalog.fields(object).filter((info) => !APART.has(info.field))
  const held = (info: FieldInfo) =>
    info.custom ? (record.custom as CrmRecord)?.[info.field] : record[info.field]
  const editable = (info: FieldInfo) => mine && isWritable(info, me?.role ?? '')
  const empty = fields.filter((info) => isEmpty(held(info)) && info.field !== adding && !info.read_only)
  return (
    <section className="card" style={{ padding: '18px 20px' }} aria-label="Fields">
      <dl className="facts" data-testid="facts">
        {fields
          .filter((info) => !isEmpty(held(info)) || info.field === adding)
          .map((info) => (
            <div key={info.field} style={{ display: 'contents' }}>
              <dt>{info.label}</dt>
              <dd>
                {editable(info) ? (
                  <EditValue
                    field={info.field}
                    value={held(info) ?? null}
                    original={held(info)}
                    info={info}
                    opened={info.field === adding}
                    onChange={(value) => save.mutate({ [info.field]: value })}
                    onClose={() => setAdding(null)}
                  />
                ) : (
                  <FieldValue value={held(info)} field={info.field} kind={numberKind(info)} />
                )}
              </dd>
            </div>
          ))}
      </dl>
      <Missing fields={empty} editable={editable} onAdd={setAdding} />
    </section>
  )
}

const numberKind = (info: FieldInfo) => (['money', 'percent'].includes(info.kind) ? info.kind : undefined)

/** References are links here, and instants follow from what happened. */
const isWritable = (info: FieldInfo, role: string) =>
  !info.read_only &&
  !['reference', 'instant'].includes(info.kind) &&
  ![...info.read_only_for, ...info.masked_for].includes(role)

/** Whether it is worth offering: the server decides. */
const maybeMine = (record: CrmRecord, me: Me | undefined): boolean =>
  me !== undefined &&
  (me.role === 'manager' || me.role === 'admin' || (record.owner as { id?: string } | null)?.id === me.id)

function useSave(object: string, record: CrmRecord) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (fields: Record<string, unknown>) =>
      patch<CrmRecord>(recordPath(object, record.id), { ...fields, version: record.version }),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
    onSettled: () => {
      for (const key of ['record', 'list', 'timeline', 'score', 'recommendations'])
        void client.invalidateQueries({ queryKey: [key] })
    },
  })
}

type MissingProps = {
  fields: FieldInfo[]
  editable: (info: FieldInfo) => boolean
  onAdd: (field: string) => void
}

function Missing({ fields, editable, onAdd }: MissingProps) {
  if (!fields.length) return null
  return (
    <Group gap={6} mt="sm">
      <Text size="xs" c="dimmed">
        Not filled in:
      </Text>
      {fields.map((info) =>
        editable(info) ? (
          <Button key={info.field} variant="subtle" size="compact-xs" onClick={() => onAdd(info.field)}>
            {info.label}
          </Button>
        ) : (
          <Text key={info.field} size="xs" c="dimmed">
            {info.label}
          </Text>
        ),
      )}
    </Group>
  )
}
