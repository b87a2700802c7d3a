import { Group, Text } from '@mantine/core'

export function Brand({ size = 24 }: { size?: number }) {
  return (
    <Group gap={9} wrap="nowrap">
      <img src="/favicon.svg" width={size} height={size} alt="" />
      <Text fw={680} fz={size * 0.66} style={{ letterSpacing: '-0.01em' }}>
        CRM assistant
      </Text>
    </Group>
  )
}
