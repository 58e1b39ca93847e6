import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The demo and the library as they are published, for every test that packs or serves them. In processes of their own:
 * inside Vitest the builds would be development builds.
 */
export default function buildOnce(): void {
  const environment = {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production" },
    stdio: "inherit",
  } as const;
  execFileSync("npm", ["run", "build", "--silent"], { ...environment, shell: process.platform === "win32" });
  execFileSync(
    process.execPath,
    ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"],
    environment,
  );
}
