import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { JobDashboard } from "slowmatch/dashboard";

// What JSX may give the element: every attribute of HTML, and its own properties.
declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "job-dashboard": DetailedHTMLProps<HTMLAttributes<JobDashboard>, JobDashboard> &
        Partial<Pick<JobDashboard, "client">>;
    }
  }
}
