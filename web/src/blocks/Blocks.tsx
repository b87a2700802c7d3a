/** Every block of an answer, by its type. */
import { Skeleton, Stack } from '@mantine/core'
import { lazy, Suspense } from 'react'
import type { Block } from '@/api/types'
import { Choices } from './Choices'
import { Citations } from './Citations'
import { Draft } from './Draft'
import { Findings } from './Findings'
import { Metric } from './Metric'
import { ProposalCard } from './ProposalCard'
import { Records } from './Records'
import { Table } from './Table'

const Chart = lazy(() => import('./Chart').then((module) => ({ default: module.Chart })))

export type BlockContext = {
  messageId: string
  said: string
  /** Only the last answer's choices can still be taken. */
  last: boolean
  onChoice?: ((choiceId: string, say: string) => void) | undefined
}

export function Blocks({ blocks, context }: { blocks: Block[]; context: BlockContext }) {
  const metrics = blocks.filter((block) => block.type === 'metric')
  return (
    <Stack gap="md">
      {blocks.map((block, index) =>
        block.type === 'metric' ? (
          block === metrics[0] && (
            // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no ids and never move
            <div key={index} style={{ display: 'flex', flexWrap: 'wrap', gap: 12 }}>
              {metrics.map((metric) => (
                <Metric key={metric.label} block={metric} />
              ))}
            </div>
          )
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <One key={index} block={block} context={context} />
        ),
      )}
    </Stack>
  )
}

function One({ block, context }: { block: Block; context: BlockContext }) {
  switch (block.type) {
    case 'records':
      return <Records block={block} />
    case 'table':
      return <Table block={block} />
    case 'chart':
      return (
        <Suspense fallback={<Skeleton h={300} radius="lg" />}>
          <Chart block={block} />
        </Suspense>
      )
    case 'citations':
      return <Citations block={block} messageId={context.messageId} />
    case 'proposal':
      return <ProposalCard proposal={block.proposal} />
    case 'choices':
      return <Choices block={block} said={context.said} enabled={context.last} onChoice={context.onChoice} />
    case 'findings':
      return <Findings items={block.items} />
    case 'draft':
      return <Draft block={block} />
    default:
      return null
  }
}
