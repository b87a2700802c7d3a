/** What would change, and the decision about it: nothing is written before somebody says yes here. */
import { Alert, Badge, Button, Group, Modal, Text } from '@mantine/core'
import { IconAlertTriangle, IconArrowBackUp, IconCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useLocale } from '@/api/queries'
import type { Proposal } from '@/api/types'
import { colorOf } from '@/lib/colors'
import { plural, relative } from '@/lib/format'
import { ErrorLine } from '@/shell/Fallbacks'
import { ChangeView } from './ChangeView'
import { isGrave, useProposal, wantsConfirmation } from './useProposal'

const STATUS: Record<Proposal['status'], string> = {
  pending: 'Waiting for approval',
  applied: 'Applied',
  partly_applied: 'Partly applied',
  rejected: 'Rejected',
  expired: 'Expired',
  stale: 'Out of date',
  superseded: 'Replaced by a newer one',
  undone: 'Undone',
}

type Edits = Record<string, Record<string, unknown>>

export function ProposalCard({ proposal: snapshot }: { proposal: Proposal }) {
  const { proposal, act, mine, mayApprove } = useProposal(snapshot)
  const [off, setOff] = useState<ReadonlySet<string>>(new Set())
  const [edits, setEdits] = useState<Edits>({})
  const [asking, setAsking] = useState(false)
  const locale = useLocale()
  const pending = proposal.status === 'pending'
  const chosen = proposal.changes.filter((change) => !off.has(change.id)).map((change) => change.id)

  const approve = (confirm: boolean) => {
    setAsking(false)
    const body = {
      ...(off.size ? { changes: chosen } : {}),
      ...(Object.keys(edits).length ? { edits } : {}),
      ...(confirm ? { confirm } : {}),
    }
    act.mutate(
      { verb: 'approve', body: body as never },
      { onError: (error) => setAsking(wantsConfirmation(error)) },
    )
  }
  const toggle = (id: string) => {
    const next = new Set(off)
    if (!next.delete(id)) next.add(id)
    setOff(next)
  }
  const edit = (id: string, field: string, value: unknown) =>
    setEdits({ ...edits, [id]: { ...edits[id], [field]: value } })

  return (
    <section
      className="card"
      data-testid="block-proposal"
      data-status={proposal.status}
      aria-label={`Proposal ${proposal.ref}`}
    >
      <Group justify="space-between" align="flex-start" px={18} py={14} gap="xs">
        <div style={{ flex: '1 1 240px', minWidth: 0 }}>
          <Text fw={620}>{proposal.summary}</Text>
          <Text size="xs" c="dimmed">
            {proposal.ref}
            {!mine && ` · asked by ${proposal.by.label}`}
            {pending && ` · expires ${relative(proposal.expires_at, locale)}`}
          </Text>
        </div>
        <Badge color={colorOf(proposal.status)} data-testid="proposal-status" style={{ flex: 'none' }}>
          {STATUS[proposal.status]}
        </Badge>
      </Group>
      {!mine && proposal.said && (
        <Text size="sm" px={18} pb={12} c="dimmed">
          “{proposal.said}”
        </Text>
      )}
      {proposal.changes.map((change) => (
        <ChangeView
          key={change.id}
          change={change}
          all={proposal.changes}
          chosen={!off.has(change.id)}
          edits={(pending && edits[change.id]) || {}}
          selectable={pending && mayApprove && proposal.changes.length > 1}
          editable={pending && mayApprove}
          onToggle={() => toggle(change.id)}
          onEdit={(field, value) => edit(change.id, field, value)}
        />
      ))}
      {proposal.change_count > proposal.changes.length && (
        <Text size="sm" c="dimmed" px={18} py={10} style={{ borderTop: '1px solid var(--line)' }}>
          and {plural(proposal.change_count - proposal.changes.length, 'more change')}
        </Text>
      )}
      <Outcome proposal={proposal} mayApprove={mayApprove} error={asking ? null : act.error} />
      {pending && (
        <Group px={18} py={12} gap="xs" style={{ borderTop: '1px solid var(--line)' }}>
          {mayApprove && (
            <Button
              leftSection={<IconCheck size={16} />}
              loading={act.isPending && act.variables?.verb === 'approve'}
              disabled={act.isPending || chosen.length === 0}
              onClick={() => (isGrave(proposal) && mine ? setAsking(true) : approve(false))}
              data-testid="approve"
            >
              {off.size ? `Approve ${chosen.length} of ${proposal.changes.length}` : 'Approve'}
            </Button>
          )}
          <Button
            variant="subtle"
            color="gray"
            disabled={act.isPending}
            onClick={() => act.mutate({ verb: 'reject' })}
            data-testid="reject"
          >
            {mayApprove ? 'Reject' : 'Withdraw'}
          </Button>
          {Object.keys(edits).length > 0 && (
            <Text size="xs" c="dimmed">
              with your corrections
            </Text>
          )}
        </Group>
      )}
      {(proposal.status === 'applied' || proposal.status === 'partly_applied') && (
        <Group px={18} py={10} style={{ borderTop: '1px solid var(--line)' }}>
          <Button
            variant="subtle"
            size="xs"
            color="gray"
            leftSection={<IconArrowBackUp size={15} />}
            loading={act.isPending}
            onClick={() => act.mutate({ verb: 'undo' })}
            data-testid="undo"
          >
            Undo
          </Button>
        </Group>
      )}
      <Modal opened={asking} onClose={() => setAsking(false)} title="Are you sure?" centered radius="lg">
        <Text size="sm" mb="md">
          {proposal.summary} Nobody else has to agree to this, so please confirm it once more.
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => setAsking(false)}>
            Cancel
          </Button>
          <Button color="red" onClick={() => approve(true)} data-testid="confirm">
            Yes, apply {plural(chosen.length, 'change')}
          </Button>
        </Group>
      </Modal>
    </section>
  )
}

type OutcomeProps = { proposal: Proposal; mayApprove: boolean; error: Error | null }

function Outcome({ proposal, mayApprove, error }: OutcomeProps) {
  const hint =
    proposal.status === 'stale'
      ? 'A record was changed by somebody since. Nothing was applied; ask again to get a fresh proposal.'
      : proposal.status === 'expired'
        ? 'This waited too long and expired. Nothing was applied; ask again if you still want it.'
        : proposal.status === 'pending' && !mayApprove
          ? 'Your manager has to approve this. You will see here when it is decided.'
          : null
  if (!hint && !error) return null
  return (
    <div style={{ padding: '0 18px 12px' }}>
      {hint && (
        <Alert
          variant="light"
          color={proposal.status === 'pending' ? 'blue' : 'orange'}
          icon={<IconAlertTriangle size={16} />}
          py={8}
        >
          {hint}
        </Alert>
      )}
      {error && !hint && <ErrorLine error={error} />}
    </div>
  )
}
