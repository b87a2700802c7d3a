import { ActionIcon, Group, Pill, Textarea } from '@mantine/core'
import { IconArrowUp, IconPlayerStopFilled } from '@tabler/icons-react'
import { type KeyboardEvent, type RefObject, useState } from 'react'

const MAX = 20_000

type Props = {
  running: boolean
  about?: string | undefined
  inputRef?: RefObject<HTMLTextAreaElement | null>
  onForget?: () => void
  onSend: (text: string) => void
  onStop: () => void
}

export function Composer({ running, about, inputRef, onForget, onSend, onStop }: Props) {
  const [text, setText] = useState('')
  const ready = text.trim().length > 0 && !running
  const submit = () => {
    if (!ready) return
    onSend(text.trim())
    setText('')
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    submit()
  }
  return (
    <div className="composer">
      <form
        className="composer-box"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        {about && (
          <Pill
            withRemoveButton={Boolean(onForget)}
            {...(onForget ? { onRemove: onForget } : {})}
            mb={4}
            data-testid="about"
          >
            About {about}
          </Pill>
        )}
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <Textarea
            ref={inputRef}
            variant="unstyled"
            autosize
            minRows={1}
            maxRows={9}
            maxLength={MAX}
            autoFocus
            placeholder="Ask, or say what happened…"
            aria-label="Message"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={keys}
            style={{ flex: 1 }}
            data-testid="composer"
          />
          {running ? (
            <ActionIcon
              size={36}
              radius="xl"
              variant="default"
              onClick={onStop}
              aria-label="Stop"
              data-testid="stop"
            >
              <IconPlayerStopFilled size={16} />
            </ActionIcon>
          ) : (
            <ActionIcon
              size={36}
              radius="xl"
              type="submit"
              disabled={!ready}
              aria-label="Send"
              data-testid="send"
            >
              <IconArrowUp size={19} />
            </ActionIcon>
          )}
        </Group>
      </form>
    </div>
  )
}
