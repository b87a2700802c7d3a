/** A list of one object's records: filter, sort, open. */
import { Button, CloseButton, Group, SegmentedControl, Skeleton, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp, IconMoodEmpty, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useCatalog } from '@/api/catalog'
import { listQuery } from '@/api/queries'
import type { CrmRecord } from '@/api/types'
import { OBJECTS, type ObjectName, objectOf, SORTABLE } from '@/lib/objects'
import { FieldValue } from '@/records/FieldValue'
import { openRecord } from '@/records/open'
import { Empty, ErrorLine } from '@/shell/Fallbacks'

const NUMERIC = new Set(['amount', 'annual_revenue', 'employees', 'list_price'])

export function Records() {
  const { plural = '' } = useParams({ strict: false })
  const object = objectOf(plural)
  return object ? <List key={plural} object={object} /> : null
}

type Search = { q?: string; sort?: string; view?: View }
type View = 'open' | 'all'
/** What a list opens with: deals that are still to be won; of activities, everything. */
const USUAL_VIEW: Partial<Record<ObjectName, View>> = { deal: 'open', ticket: 'open' }

function List({ object }: { object: ObjectName }) {
  const spec = OBJECTS[object]
  const { plural, columns } = spec
  const catalog = useCatalog()
  const title = catalog.title(object)
  const search = useSearch({ strict: false }) as Search
  const navigate = useNavigate()
  const view = search.view ?? USUAL_VIEW[object] ?? 'all'
  const only: Record<string, string> = 'open' in spec && view === 'open' ? spec.open : {}
  const sort = search.sort ?? only.sort ?? spec.sort
  const found = useInfiniteQuery(listQuery(plural, { ...only, q: search.q, sort }))
  const rows = found.data?.pages.flatMap((page) => page.items) ?? []
  const page = found.data?.pages[0]
  const change = (next: Search) =>
    void navigate({ to: '/$plural', params: { plural }, search: { ...search, ...next }, replace: true })
  return (
    <div className="page">
      <Group justify="space-between" mb="md" gap="sm">
        <Group gap={10} align="baseline">
          <Title order={1}>{title}</Title>
          {page && (
            <Text c="dimmed" className="num" data-testid="total">
              {page.total.toLocaleString()}
              {page.total_is === 'at_least' && '+'}
            </Text>
          )}
        </Group>
        <Group gap="sm">
          {'open' in spec && (
            <SegmentedControl
              size="xs"
              value={view}
              onChange={(next) => change({ view: next as View })}
              data={[
                { value: 'open', label: object === 'activity' ? 'Open tasks' : 'Open' },
                { value: 'all', label: 'All' },
              ]}
              aria-label="Which ones"
              data-testid="view"
            />
          )}
          <Filter value={search.q ?? ''} title={title} onChange={(q) => change({ q })} />
        </Group>
      </Group>
      {found.error && <ErrorLine error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Loading />}
      {page && !rows.length && (
        <NoRows object={object} title={title.toLowerCase()} {...(search.q ? { q: search.q } : {})} />
      )}
      {rows.length > 0 && (
        <div className="card scroll">
          <table className="grid stack" data-testid="list">
            <thead>
              <tr>
                {[object === 'activity' || object === 'ticket' ? 'subject' : 'name', ...columns].map(
                  (field) => (
                    <Head
                      key={field}
                      field={field}
                      label={catalog.heading(object, field)}
                      sort={sort}
                      onSort={(next) => change({ sort: next })}
                    />
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.id} row={row} object={object} columns={columns} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {found.hasNextPage && (
        <Group justify="center" mt="md">
          <Button
            variant="default"
            loading={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
            data-testid="more"
          >
            Load more
          </Button>
        </Group>
      )}
    </div>
  )
}

function Filter({ value, title, onChange }: { value: string; title: string; onChange: (q: string) => void }) {
  const [text, setText] = useState(value)
  const later = useDebouncedCallback(onChange, 250)
  const type = (next: string) => {
    setText(next)
    later(next)
  }
  return (
    <TextInput
      w={{ base: '100%', xs: 270 }}
      leftSection={<IconSearch size={16} />}
      placeholder={`Find in ${title.toLowerCase()}`}
      aria-label={`Find in ${title.toLowerCase()}`}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      rightSection={text && <CloseButton size="sm" aria-label="Clear" onClick={() => type('')} />}
      data-testid="filter"
    />
  )
}

type HeadProps = { field: string; label: string; sort: string; onSort: (sort: string) => void }

function Head({ field, label, sort, onSort }: HeadProps) {
  const down = sort === `-${field}`
  const active = down || sort === field
  return (
    <th
      scope="col"
      className={NUMERIC.has(field) ? 'right' : undefined}
      aria-sort={active ? (down ? 'descending' : 'ascending') : 'none'}
    >
      {SORTABLE.has(field) ? (
        <button type="button" className="sort" onClick={() => onSort(active && !down ? `-${field}` : field)}>
          {label}
          {active && (down ? <IconArrowDown size={13} /> : <IconArrowUp size={13} />)}
        </button>
      ) : (
        label
      )}
    </th>
  )
}

function Row({ row, object, columns }: { row: CrmRecord; object: string; columns: readonly string[] }) {
  const open = () => openRecord({ object, id: row.id, ref: row.ref, label: row.label })
  return (
    <tr className="open" onClick={open} data-testid={`row-${row.ref}`}>
      <td style={{ minWidth: 190 }}>
        <button type="button" className="link" style={{ fontWeight: 570, color: 'inherit' }} onClick={open}>
          {row.label}
        </button>
        <Text size="xs" c="dimmed" className="num">
          {row.ref}
        </Text>
      </td>
      {columns.map((field) => (
        <td key={field} className={NUMERIC.has(field) ? 'right' : 'nowrap truncate'}>
          <FieldValue value={row[field]} field={field} />
        </td>
      ))}
    </tr>
  )
}

function NoRows({ object, title, q }: { object: ObjectName; title: string; q?: string }) {
  return (
    <Empty
      icon={<IconMoodEmpty size={38} stroke={1.4} />}
      title={q ? `No ${title} match “${q}”` : `No ${title} here`}
    >
      {q
        ? 'Try fewer letters, or ask the assistant.'
        : `Tell the assistant about one, as “new ${object}: …”, and approve the card.`}
    </Empty>
  )
}

function Loading() {
  return (
    <div className="card" style={{ padding: 18 }} aria-busy="true">
      {Array.from({ length: 8 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders
        <Skeleton key={index} h={16} my={16} w={`${95 - ((index * 13) % 30)}%`} />
      ))}
    </div>
  )
}
