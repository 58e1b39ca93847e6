import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { buildApp } from "./runtime/build-app.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The folder of the test app's scripts. */
    testApp: string;
  }
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The demo and the library as they are published, for every test that packs or serves them, and the test app. The first two
 * are built in processes of their own: inside Vitest they would become development builds.
 */
export default async function buildOnce(project: TestProject): Promise<() => Promise<void>> {
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
  const testApp = await buildApp();
  project.provide("testApp", testApp);
  return () => rm(testApp, { recursive: true, force: true });
}
