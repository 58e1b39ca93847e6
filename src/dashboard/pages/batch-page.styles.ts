import { type CSSResultGroup, css } from "lit";
import { batchTableStyles } from "../elements/batch-table.ts";
import { tabStyles } from "../theme/tabs.styles.ts";
import { jobPageStyles } from "./job-page.styles.ts";

export const batchPageStyles: CSSResultGroup = [
  batchTableStyles,
  tabStyles,
  jobPageStyles,
  css`
    .panel .progress {
      display: grid;
      gap: 8px;
      padding-block-start: 14px;
    }
    .progress svg.batch {
      block-size: 14px;
    }
    .over {
      margin-block-end: 8px;
    }
    .tabs {
      margin-block-end: 10px;
    }
    .tabs + p {
      margin-block-end: 8px;
    }
  `,
];
