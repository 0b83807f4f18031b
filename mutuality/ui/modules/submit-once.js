// A second press while the first is on its way does nothing. The button keeps its words.
const PATIENCE = 10000;
const sent = new Map();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  // One form can carry many acts: each button of #acts is an act of its own.
  const act = event.submitter?.hasAttribute("formaction") ? event.submitter : form;
  const since = Date.now() - (sent.get(act) ?? -PATIENCE);
  if (since < PATIENCE) event.preventDefault();
  else sent.set(act, Date.now());
});

addEventListener("pageshow", () => sent.clear());
