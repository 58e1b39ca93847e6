import { transformAsync } from "@babel/core";
import { defineConfig, type Plugin } from "vite";

/** Angular's packages are published half compiled; its linker does the rest. The Angular CLI does the same unasked. */
const angularLinker = (): Plugin => ({
  name: "angular-linker",
  transform: {
    filter: { id: /@angular\/.+\.mjs$/, code: /ɵɵngDeclare/ },
    async handler(code, filename) {
      const plugins = ["@angular/compiler-cli/linker/babel"];
      const linked = await transformAsync(code, { filename, plugins, configFile: false, babelrc: false });
      return linked?.code ? { code: linked.code, map: linked.map } : undefined;
    },
  },
});

export default defineConfig({ plugins: [angularLinker()] });
