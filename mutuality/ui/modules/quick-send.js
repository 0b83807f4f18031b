// Words and signals are sent without leaving the page. The live feed shows what came of them, so reading goes on.
const SAME = { method: "POST", redirect: "manual" };
const rightNow = () => document.querySelector("live-feed")?.soon?.();
let plainly = false;
let onTheirWay = null;

// A button with an address of its own does something else beside the field.
const stays = (form, button) => form.matches("[data-stays]") && !button?.hasAttribute("formaction");

document.addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  const act = button?.matches("[data-quiet]") ? give : stays(form, button) ? speak : null;
  if (plainly || !(act || onTheirWay)) return;
  event.preventDefault();
  if (act) return act(form, button);
  // Whoever says something and passes the turn on in one breath has said it first.
  event.stopImmediatePropagation();
  onTheirWay.finally(() => leavingThePage(form, button));
}, { capture: true });

function speak(form, button) {
  onTheirWay ??= say(form, button).finally(() => (onTheirWay = null));
}

// The browser's own way, for whatever a script can't answer: a curtain, an ended session, an old browser.
function leavingThePage(form, button) {
  plainly = true;
  form.requestSubmit(button);
  plainly = false;
}

async function give(form, button) {
  const body = new URLSearchParams(new FormData(form));
  body.set(button.name, button.value);
  const sent = await fetch(button.formAction, { ...SAME, body }).catch(() => null);
  if (!sent?.ok) return leavingThePage(form, button);
  rightNow();
}

async function say(form, button) {
  const box = form.querySelector("textarea");
  if (!box.value.trim()) return box.focus();
  const keeper = form.closest("draft-keeper");
  await keeper?.sending?.();
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { ...SAME, body }).catch(() => null);
  if (answer?.status === 204) return said(form, keeper, body);
  keeper?.later?.();
  if (!answer) return refuse(form, [form.dataset.unsent]);
  if (answer.status !== 422) return leavingThePage(form, button);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  refuse(form, [...page.querySelectorAll("[data-stays] .error")].map((line) => line.textContent.trim()));
}

// Also where a page comes without HTTPS, as in a house: there a browser makes no UUIDs.
const aNewMark = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// What the person has typed meanwhile stays.
function said(form, keeper, body) {
  refuse(form, []);
  for (const box of form.querySelectorAll("textarea, input[type=text]")) {
    const rest = box.value.startsWith(body.get(box.name)) ? box.value.slice(body.get(box.name).length) : box.value;
    box.defaultValue = "";
    box.value = rest;
    const fold = box.closest("details");
    if (fold && !rest) fold.open = false;
  }
  for (const choice of form.querySelectorAll("select")) {
    choice.selectedIndex = 0;
    choice.closest("details").open = false;
  }
  form.elements.once.value = aNewMark();
  keeper?.arrived?.();
  rightNow();
}

// As it came from the server, the same errors stand at their fields already: they are said once.
function refuse(form, sentences) {
  for (const line of form.querySelectorAll(".error")) line.remove();
  const lines = sentences.map((sentence) => Object.assign(document.createElement("p"), { className: "error", textContent: sentence }));
  const place = form.querySelector("[data-refused]");
  place.replaceChildren(...lines);
  if (lines.length) place.scrollIntoView({ block: "nearest" });
}

// A quotation goes into the field that is here. As a link it does the same with a new page.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-quote]");
  const form = link && document.querySelector("[data-stays]");
  if (!form) return;
  event.preventDefault();
  const word = link.closest(".word");
  const note = word.querySelector("[data-note]")?.textContent.trim() ?? "";
  const lines = [...word.querySelectorAll(".prose > *:not(blockquote)")].map((each) => each.textContent.trim()).join("\n");
  const short = lines.length > 200 ? `${lines.slice(0, 200)}…` : lines;
  const box = form.querySelector("textarea");
  const line = form.querySelector("input[type=text]");
  // Where an answer can have no note, the note stands for the words that came after it.
  const shown = note && !line ? note : short;
  const quoted = `${word.querySelector("[data-name]").textContent}:\n${shown}`.replace(/^/gm, "> ");
  box.value = [box.value.trim(), quoted, ""].filter((part, at) => part || at).join("\n\n");
  if (note && line && !line.value) {
    line.value = note;
    line.closest("details").open = true;
  }
  link.closest("details").open = false;
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
});

// Ctrl and Enter (or Cmd and Enter) send what is written, in forms that say so.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target.closest("form[data-speak]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button[data-send]") ?? undefined);
});

// What is docked takes its room from what is read: nothing scrolls beneath it unseen.
for (const dock of document.querySelectorAll(".dock")) {
  new ResizeObserver(() => document.documentElement.style.setProperty("--dock", `${dock.offsetHeight}px`)).observe(dock);
}
