/** The channels of this process that nobody has closed: each belongs to a client or a server that still lives. */
export const openChannels: ReadonlySet<BroadcastChannel> = watch();

function watch(): Set<BroadcastChannel> {
  const held = globalThis as { slowmatchOpenChannels?: Set<BroadcastChannel> };
  // Asked for by the first test file of a process, and by each one after it.
  if (held.slowmatchOpenChannels) return held.slowmatchOpenChannels;
  const open = new Set<BroadcastChannel>();
  held.slowmatchOpenChannels = open;
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
  return open;
}

export function closeChannels(): void {
  for (const channel of openChannels) channel.close();
}
