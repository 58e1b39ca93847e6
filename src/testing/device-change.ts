import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import type { DeviceState } from "./test-runtime.ts";
import type { VirtualChange } from "./virtual-platform.ts";

const YES_OR_NO: readonly unknown[] = [true, false];
/** What each part of a device may be. */
const PARTS: Readonly<Record<keyof DeviceState, readonly unknown[]>> = {
  network: ["offline", "metered", "unmetered"],
  saveData: YES_OR_NO,
  charging: YES_OR_NO,
  visible: YES_OR_NO,
  idle: YES_OR_NO,
  storage: ["low", "not-low"],
};

/**
 * What a test says of the device, as the virtual browser has it.
 *
 * @throws InvalidJobError
 */
export function deviceChange(is: DeviceState): VirtualChange {
  expectKnownOptions("device", is, Object.keys(PARTS));
  for (const part of Object.keys(is) as (keyof DeviceState)[]) {
    const known = PARTS[part];
    const ok = is[part] === undefined || known.includes(is[part]);
    expectOption(ok, "device", part, is[part], known.join(", "));
  }
  const { network, storage, saveData, ...rest } = is;
  return {
    ...rest,
    ...(saveData === undefined ? {} : { saving: saveData }),
    ...(network === undefined
      ? {}
      : { online: network !== "offline", unmetered: network === "unmetered" || network === "offline" }),
    ...(storage === undefined ? {} : { roomy: storage === "not-low" }),
  };
}
