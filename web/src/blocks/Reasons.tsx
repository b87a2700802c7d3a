import type { Reason } from '@/api/types'

/** Signed reasons: to the right what speaks for it, to the left what speaks against. */
export function Reasons({ reasons }: { reasons: Reason[] }) {
  const top = Math.max(...reasons.map((reason) => Math.abs(reason.weight)), 1e-9)
  return (
    <div>
      {reasons.map((reason) => {
        const share = (Math.abs(reason.weight) / top) * 50
        const good = reason.weight >= 0
        return (
          <div className="reason" key={reason.text}>
            <span>{reason.text}</span>
            <span className="bar" role="img" aria-label={good ? 'raises the score' : 'lowers the score'}>
              <i
                style={{
                  width: `${share}%`,
                  left: good ? '50%' : `${50 - share}%`,
                  background: good ? 'var(--good)' : 'var(--bad)',
                }}
              />
            </span>
          </div>
        )
      })}
    </div>
  )
}
