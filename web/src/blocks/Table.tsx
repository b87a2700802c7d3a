import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { ApiError, post, request } from '@/api/client'
import type { BlockOf, Column } from '@/api/types'
import { humanise, isNumeric } from '@/lib/format'
import { FieldValue } from '@/records/FieldValue'
import { SortHead, useSorted } from './SortHead'

type Row = { [key: string]: unknown }

export function Table({ block }: { block: BlockOf<'table'> }) {
  const { sorted, sorting, toggle } = useSorted<Row>(block.rows, (row, key) => row[key])
  return (
    <section className="card" data-testid="block-table">
      <div className="scroll">
        <table className="grid">
          <thead>
            <tr>
              {block.columns.map((column) => (
                <SortHead
                  key={column.key}
                  id={column.key}
                  label={column.label}
                  right={isNumeric(column.kind)}
                  sorting={sorting}
                  toggle={toggle}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a report have no ids
              <tr key={index}>
                {block.columns.map((column) => (
                  <Cell key={column.key} column={column} value={row[column.key]} />
                ))}
              </tr>
            ))}
          </tbody>
          {block.totals && <Totals columns={block.columns} totals={block.totals} />}
        </table>
      </div>
      <Group justify="space-between" px={14} py={6} style={{ borderTop: '1px solid var(--line)' }}>
        <Text size="xs" c="dimmed" className="num">
          {block.rows.length} {block.rows.length === 1 ? 'row' : 'rows'}
          {typeof block.report.period === 'string' && ` · ${humanise(block.report.period).toLowerCase()}`}
        </Text>
        <CsvButton block={block} />
      </Group>
    </section>
  )
}

function Cell({ column, value }: { column: Column; value: unknown }) {
  const change = column.key === 'change' && typeof value === 'number' && value !== 0
  return (
    <td
      className={isNumeric(column.kind) ? 'right' : undefined}
      style={change ? { color: value > 0 ? 'var(--good)' : 'var(--bad)' } : undefined}
    >
      {change && value > 0 && '+'}
      <FieldValue value={value} field={column.key} kind={column.kind} />
    </td>
  )
}

function Totals({ columns, totals }: { columns: Column[]; totals: Row }) {
  return (
    <tfoot>
      <tr>
        {columns.map((column, index) => (
          <td key={column.key} className={isNumeric(column.kind) ? 'right' : undefined}>
            {totals[column.key] !== undefined ? (
              <FieldValue value={totals[column.key]} field={column.key} kind={column.kind} />
            ) : (
              index === 0 && 'Total'
            )}
          </td>
        ))}
      </tr>
    </tfoot>
  )
}

/** The link works once and for a short while: a used one is made anew by running the report again. */
async function download(block: BlockOf<'table'>) {
  const used = (error: unknown) => error instanceof ApiError && [403, 404, 409, 410].includes(error.status)
  const response = await request(block.csv_url).catch(async (error: unknown) => {
    if (!used(error)) throw error
    const again = await post<Partial<BlockOf<'table'>>>('/reports/run', block.report)
    if (!again.csv_url) throw error
    return request(again.csv_url)
  })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = 'report.csv'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

function CsvButton({ block }: { block: BlockOf<'table'> }) {
  const { mutate, isPending } = useMutation({
    mutationFn: () => download(block),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  })
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      leftSection={<IconDownload size={14} />}
      loading={isPending}
      onClick={() => mutate()}
      data-testid="csv"
    >
      CSV
    </Button>
  )
}
