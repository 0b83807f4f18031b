// Ctrl and Enter (or Cmd and Enter) send what is written, in forms that say so.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target.closest("form[data-speak]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button[data-send]") ?? undefined);
});

// A quiet signal stays quiet: it is sent without leaving the page, and the live frame shows what came of it.
let plainly = false;

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (plainly || !button?.matches("[data-quiet]")) return;
  event.preventDefault();
  give(event.target, button);
}, { capture: true });

async function give(form, button) {
  const body = new URLSearchParams(new FormData(form));
  body.set(button.name, button.value);
  const sent = await fetch(button.formAction, { method: "POST", body, redirect: "manual" }).catch(() => null);
  if (sent?.ok) return;
  plainly = true;
  form.requestSubmit(button);
  plainly = false;
}
