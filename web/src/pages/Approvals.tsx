import { Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconChecks } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { approvalsQuery } from '@/api/queries'
import type { Proposal } from '@/api/types'
import { ProposalCard } from '@/blocks/ProposalCard'
import { Empty, ErrorLine } from '@/shell/Fallbacks'

/** What has been decided here stays in place until one leaves: it can be undone, and the list does not jump. */
function useKept(items: Proposal[] | undefined): Proposal[] {
  const [kept, setKept] = useState<Proposal[]>([])
  useEffect(() => {
    if (!items) return
    setKept((old) => [...old, ...items.filter((item) => !old.some((one) => one.id === item.id))])
  }, [items])
  return kept
}

export function Approvals() {
  const { data, error, isPending, refetch } = useQuery({ ...approvalsQuery, staleTime: 0 })
  const shown = useKept(data?.items)
  return (
    <div className="page" style={{ maxWidth: 860 }}>
      <Title order={1}>Approvals</Title>
      <Text c="dimmed" mt={4} mb="lg">
        Changes that wait for your decision.
      </Text>
      {error && <ErrorLine error={error} onRetry={() => void refetch()} />}
      {isPending && (
        <Stack>
          <Skeleton h={190} radius="lg" />
          <Skeleton h={150} radius="lg" />
        </Stack>
      )}
      {data && !shown.length && (
        <Empty icon={<IconChecks size={40} stroke={1.4} />} title="Nothing waits for you">
          When you tell the assistant about a call or ask it to change something, the changes are listed here
          until you decide.
        </Empty>
      )}
      <Stack gap="md" data-testid="approvals">
        {shown.map((proposal) => (
          <ProposalCard key={proposal.id} proposal={proposal} />
        ))}
      </Stack>
    </div>
  )
}
