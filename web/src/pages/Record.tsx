import { Button, Group, Text, Title } from '@mantine/core'
import { IconArrowLeft, IconMessageCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useCatalog } from '@/api/catalog'
import { recordQuery } from '@/api/queries'
import { objectOf } from '@/lib/objects'
import { RecordView } from '@/records/RecordView'

export function RecordPage() {
  const { plural = '', id = '' } = useParams({ strict: false })
  const object = objectOf(plural)
  const { data: record } = useQuery({ ...recordQuery(object ?? '', id), enabled: object !== null })
  const { title } = useCatalog()
  if (!object) return null
  return (
    <div className="page" style={{ maxWidth: 860 }}>
      <Link
        to="/$plural"
        params={{ plural }}
        className="link"
        style={{ fontSize: 14, display: 'inline-flex', gap: 6, alignItems: 'center' }}
      >
        <IconArrowLeft size={15} /> {title(object)}
      </Link>
      <Group justify="space-between" align="flex-start" mt="sm" mb="lg">
        <div style={{ minWidth: 0 }}>
          <Title order={1} data-testid="record-title" style={{ overflowWrap: 'anywhere' }}>
            {record?.label ?? ' '}
          </Title>
          <Text c="dimmed" size="sm" className="num">
            {record?.ref}
          </Text>
        </div>
        {record && (
          <Button
            component={Link}
            to="/"
            search={{ about: record.id, object, label: record.label } as never}
            variant="light"
            leftSection={<IconMessageCircle size={16} />}
          >
            Ask about it
          </Button>
        )}
      </Group>
      <RecordView object={object} id={id} />
    </div>
  )
}
