import { jobs } from "./client.ts";
import { useJob, useJobs, useProgress } from "./hooks.ts";
import { greet } from "./jobs.ts";

export function App() {
  const { value: recent = [] } = useJobs({ name: "greet", limit: 5 });

  async function start(form: FormData) {
    await jobs.enqueue(greet, { name: String(form.get("name")) });
    // Stored. The tab may be closed now.
  }

  return (
    <main>
      <h1>Slowmatch in React</h1>
      <form action={start}>
        <label>
          Name <input name="name" defaultValue="Ada" required />
        </label>
        <button type="submit">Greet</button>
      </form>
      <ul>
        {recent.map(({ id }) => (
          <Greeting key={id} id={id} />
        ))}
      </ul>
      <job-dashboard client={jobs} />
    </main>
  );
}

function Greeting({ id }: { id: string }) {
  const { value: job } = useJob<{ name: string }, string>(id);
  const { fraction, message } = useProgress(id).value;
  return <li>{job?.result ?? <progress value={fraction} aria-label={message ?? "Waiting"} />}</li>;
}
