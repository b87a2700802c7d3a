import type { ReactNode } from 'react'

/** The thread, and the composer that stays below it. */
export function Frame({ children, foot }: { children: ReactNode; foot: ReactNode }) {
  return (
    <div
      style={{
        display: 'flex',
        flexDirection: 'column',
        minHeight: 'calc(100dvh - var(--app-shell-header-offset, 0px))',
      }}
    >
      <div style={{ flex: 1 }}>{children}</div>
      <div
        style={{
          position: 'sticky',
          bottom: 0,
          background: 'linear-gradient(transparent, var(--canvas) 22px)',
          paddingTop: 18,
          zIndex: 5,
        }}
      >
        {foot}
      </div>
    </div>
  )
}
