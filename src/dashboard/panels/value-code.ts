import type { Job } from "../../job/job.ts";
import { isRedacted, MASK } from "../../job/redact.ts";
import { isBytes, kindOf, leafText, membersOf } from "./value-kinds.ts";

/** The call that enqueues such a job again, to be pasted into an app or a console. */
export function toCode(job: Job): string {
  const options: Record<string, unknown> = {
    ...(job.queue === "default" ? {} : { queue: job.queue }),
    ...(job.priority === 0 ? {} : { priority: job.priority }),
    ...(job.tags.length === 0 ? {} : { tags: job.tags }),
    ...(job.displayName === job.name ? {} : { displayName: job.displayName }),
  };
  const args = literal(job.args, { redact: job.redact ?? [], indent: "", above: [], path: [] });
  const rest = Object.keys(options).length === 0 ? "" : `, ${literal(options)}`;
  return `await jobs.enqueue(defineJob(${JSON.stringify(job.name)}), ${args}${rest});`;
}

interface Place {
  redact: readonly string[];
  indent: string;
  above: readonly unknown[];
  path: readonly string[];
}

/** A value as JavaScript writes it; what has no literal is said in a comment. */
function literal(value: unknown, place: Place = { redact: [], indent: "", above: [], path: [] }): string {
  const { indent, above, path, redact } = place;
  if (isRedacted(redact, path)) return JSON.stringify(MASK);
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Date) return `new Date(${JSON.stringify(leafText(value))})`;
  if (isBytes(value)) return `undefined /* ${kindOf(value)} */`;
  const members = membersOf(value);
  if (!members) return leafText(value);
  if (above.includes(value)) return "undefined /* circular */";
  const deeper = { redact, indent: `${indent}  `, above: [...above, value] };
  const written = members.map(([key, member]) => {
    const isNamed = !Array.isArray(value) && !(value instanceof Set);
    const text = literal(member, { ...deeper, path: isNamed ? [...path, key] : path });
    if (value instanceof Map) return `[${JSON.stringify(key)}, ${text}]`;
    return isNamed ? `${/^[a-z_$][\w$]*$/i.test(key) ? key : JSON.stringify(key)}: ${text}` : text;
  });
  const [open, close] =
    value instanceof Map
      ? ["new Map([", "])"]
      : value instanceof Set
        ? ["new Set([", "])"]
        : Array.isArray(value)
          ? ["[", "]"]
          : ["{", "}"];
  if (written.length === 0) return open + close;
  const line = `${open}${open === "{" ? " " : ""}${written.join(", ")}${open === "{" ? " " : ""}${close}`;
  if (line.length + indent.length <= 90 && !line.includes("\n")) return line;
  return `${open}\n${written.map((each) => `${deeper.indent}${each},`).join("\n")}\n${indent}${close}`;
}
