import "slowmatch/dashboard";
import { bootstrapApplication } from "@angular/platform-browser";
import { App } from "./app.ts";

await bootstrapApplication(App);
