// The words of the note that is being written live in the form. A copy outlives a reload of this tab, such as the one
// that a new version of the page asks for.

const KEY = "field-notes-draft";
const FIELDS = ["title", "place", "text"] as const;

export function keepWords(form: HTMLFormElement): void {
  const data = new FormData(form);
  const words = Object.fromEntries(FIELDS.map((name) => [name, String(data.get(name) ?? "")]));
  try {
    sessionStorage.setItem(KEY, JSON.stringify(words));
  } catch {
    // No room or no permission: the words are still in the form.
  }
}

export function restoreWords(form: HTMLFormElement): void {
  try {
    const words = JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as Record<string, unknown>;
    for (const name of FIELDS) {
      const field = form.elements.namedItem(name);
      const word = words[name];
      if (
        typeof word === "string" &&
        (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)
      )
        field.value = word;
    }
  } catch {
    // Whatever stands there can't be read: the form begins empty.
  }
}

export function forgetWords(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // As above.
  }
}
