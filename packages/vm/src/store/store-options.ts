/** How work of the store is watched and stopped. */
export interface StoreOptions {
  signal?: AbortSignal | undefined;
  /** Gets a line when there is something to say, and every few seconds. */
  progress?: ((text: string) => void) | undefined;
}
