/** The library types none of its languages; each only adds itself when it is loaded. */
declare module "cronstrue/locales/*";
