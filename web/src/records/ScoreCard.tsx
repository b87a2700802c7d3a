import { Group, RingProgress, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { scoreQuery, useLocale } from '@/api/queries'
import { Reasons } from '@/blocks/Reasons'
import { scoreColor } from '@/lib/colors'
import { relative } from '@/lib/format'

/** Shown only where there is a score: a failed or missing one is no news for a salesperson. */
export function ScoreCard({ object, id }: { object: string; id: string }) {
  const { data: score } = useQuery(scoreQuery(object, id))
  const locale = useLocale()
  if (!score) return null
  return (
    <section className="card" style={{ padding: '14px 20px' }} data-testid="score">
      <Group gap="md" wrap="nowrap" mb={score.reasons.length ? 8 : 0}>
        <RingProgress
          size={56}
          thickness={5}
          roundCaps
          sections={[{ value: score.score, color: scoreColor(score.score) }]}
          label={
            <Text ta="center" fw={650} size="sm" className="num">
              {Math.round(score.score)}
            </Text>
          }
        />
        <div>
          <Text fw={600}>{object === 'deal' ? 'Chance to win' : 'Lead score'}</Text>
          <Text size="xs" c="dimmed">
            {Math.round(score.probability * 100)} % · worked out {relative(score.as_of, locale)}
          </Text>
        </div>
      </Group>
      <Reasons reasons={score.reasons} />
    </section>
  )
}
