import { Button, Stack, Text } from '@mantine/core'
import type { BlockOf } from '@/api/types'

type Props = {
  block: BlockOf<'choices'>
  enabled: boolean
  /** The answer's text: a prompt that it says already is not said twice. */
  said: string
  onChoice?: ((choiceId: string, say: string) => void) | undefined
}

export function Choices({ block, enabled, said, onChoice }: Props) {
  return (
    <section data-testid="block-choices" aria-label={block.prompt}>
      {block.prompt !== said && (
        <Text size="sm" c="dimmed" mb={8}>
          {block.prompt}
        </Text>
      )}
      <Stack gap={6} align="flex-start">
        {block.options.map((option) => (
          <Button
            key={option.choice_id}
            variant="default"
            className="choice"
            disabled={!enabled || !onChoice}
            onClick={() => onChoice?.(option.choice_id, option.say)}
            styles={{
              label: { whiteSpace: 'normal', textAlign: 'left', lineHeight: 1.35 },
              root: { height: 'auto', minHeight: 36, paddingBlock: 6 },
            }}
            data-testid={`choice-${option.choice_id}`}
          >
            {option.label}
          </Button>
        ))}
      </Stack>
    </section>
  )
}
