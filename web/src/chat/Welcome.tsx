import { SimpleGrid, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { meQuery } from '@/api/queries'
import type { Me } from '@/api/types'

const REP = [
  'Show my open deals closing this month',
  'Who should I call first?',
  'Did anyone mention a competitor?',
  'New lead: Jane Roe from Initech, jane@initech.com, met at the trade show',
]
const MANAGER = [
  'Pipeline by rep and stage',
  'Win rate by source last four quarters',
  'Which deals have had no activity for 30 days?',
  'Did anyone mention a competitor?',
]

const suggestionsFor = (role?: Me['role']) => (role === undefined || role === 'rep' ? REP : MANAGER)

export function Welcome({ onSay }: { onSay: (text: string) => void }) {
  const { data: me } = useQuery(meQuery)
  const name = me?.name.split(' ')[0]
  return (
    <div data-testid="welcome">
      <Title order={1} fz={{ base: '1.5rem', sm: '1.85rem' }} fw={650} style={{ letterSpacing: '-0.02em' }}>
        {name ? `What happened today, ${name}?` : 'What happened today?'}
      </Title>
      <Text c="dimmed" mt={6} mb={26} maw={560}>
        Ask about customers and numbers, or say what happened on a call. Nothing is changed before you approve
        it.
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {suggestionsFor(me?.role).map((text) => (
          <button
            key={text}
            type="button"
            className="card suggestion"
            onClick={() => onSay(text)}
            data-testid="suggestion"
          >
            {text}
          </button>
        ))}
      </SimpleGrid>
    </div>
  )
}
