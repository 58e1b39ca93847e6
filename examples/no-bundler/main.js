import { createClient, defineJob } from "slowmatch";
import "slowmatch/dashboard";

const greet = defineJob("greet");
const jobs = createClient({ serviceWorker: "./sw.js" });

document.querySelector("job-dashboard").client = jobs;

document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const name = new FormData(event.target).get("name");
  const id = await jobs.enqueue(greet, { name });
  // Stored. The tab may be closed now.
  const { greeting } = await jobs.result(id);
  document.querySelector("output").textContent = greeting;
});
