/** A value outside of React that components can watch. */
import { useSyncExternalStore } from 'react'

export class Store<T> {
  private readonly listeners = new Set<() => void>()
  constructor(private value: T) {}
  get = () => this.value
  set = (value: T) => {
    this.value = value
    for (const listener of this.listeners) listener()
  }
  subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}

export const useStore = <T>(store: Store<T>): T => useSyncExternalStore(store.subscribe, store.get)
