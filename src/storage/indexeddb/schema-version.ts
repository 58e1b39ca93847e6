/** Raised by one whenever `upgradeStores` learns a new step; docs/storage.md lists what each version brought. */
export const SCHEMA_VERSION = 3;
