const open = new Set<BroadcastChannel>();

globalThis.BroadcastChannel = class extends BroadcastChannel {
  constructor(name: string) {
    super(name);
    open.add(this);
  }
  override close(): void {
    open.delete(this);
    super.close();
  }
};

/** Closes the channels that are open since this was imported: each belongs to a client or a server that nobody has closed. */
export function closeChannels(): void {
  for (const channel of open) channel.close();
}
