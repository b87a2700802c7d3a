/** Which record is open in the drawer; the chat passes it along as what "it" means. */
import { Store } from '@/lib/store'

export type Opened = { object: string; id: string; ref?: string; label: string }

export const openedRecord = new Store<Opened | null>(null)
export const openRecord = (record: Opened) => openedRecord.set(record)
export const closeRecord = () => openedRecord.set(null)
