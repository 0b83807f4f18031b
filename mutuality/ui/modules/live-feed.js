// Keeps an open page in step with the room. Rows are the truth: every frame carries the cursor to go on from.
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const SILENCE = 60000;
const STILL_FINE = 8000;
const ONCE_SAID = 10000;
const ASK_IN_SIGHT = 4000;
const ASK_BEHIND = 30000;
const A_DAY = 86400;
const CONTROLS = "input, textarea, select";

const focused = (node) => node.contains(document.activeElement) && document.activeElement !== document.body;

function typed(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.options) return [...control.options].some((option) => option.selected !== option.defaultSelected);
  return control.type !== "hidden" && control.value !== control.defaultValue;
}

// Held: the person is in it, has typed in it, or has opened it.
function held(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return false;
  if (focused(node) || (node.matches("details") && node.open)) return true;
  const controls = node.matches(CONTROLS) ? [node] : [...node.querySelectorAll(CONTROLS)];
  return controls.some(typed) || Boolean(node.querySelector("details[open]"));
}

function sameAttributes(old, fresh) {
  const stays = (name) => name === "open" && old.matches("details");
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !stays(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && !stays(name)) old.setAttribute(name, value);
  }
}

// A button is what it does: under somebody's finger or focus it never turns into another one.
const does = (node) => node.nodeName === "BUTTON" && `${node.getAttribute("formaction")} ${node.name} ${node.value}`;
const alike = (one, other) =>
  one.nodeName === other.nodeName && (one.id ?? "") === (other.id ?? "") && does(one) === does(other);

function counterpart(from, fresh) {
  let node = from;
  while (node && !alike(node, fresh)) node = node.nextSibling;
  return node;
}

function clear(from, to) {
  let node = from;
  while (node && node !== to) {
    const next = node.nextSibling;
    if (!held(node)) node.remove();
    node = next;
  }
}

function sameChildren(old, fresh) {
  let place = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const match = counterpart(place, child);
    if (!match) {
      old.insertBefore(child, place);
      continue;
    }
    clear(place, match);
    morph(match, child);
    place = match.nextSibling;
  }
  clear(place, null);
}

function morph(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  if (old.matches(CONTROLS) && held(old)) return;
  // It says by itself how long ago something was.
  if (old.matches("gentle-time, exact-time")) return;
  sameAttributes(old, fresh);
  if (old.matches("textarea")) old.defaultValue = fresh.defaultValue;
  else sameChildren(old, fresh);
}

function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

// A person's words in a row share one head, as the server joins them.
const ONE_BREATH = 30 * 60000;
const saidAt = (word) => new Date(word.querySelector("gentle-time")?.getAttribute("at") ?? 0);

function join(word) {
  if (!word?.matches(".word")) return;
  const before = word.previousElementSibling;
  const same = before?.matches(".word") && !before.hidden && before.dataset.by === word.dataset.by;
  word.classList.toggle("joined", Boolean(same) && saidAt(word) - saidAt(before) <= ONE_BREATH);
}

function joinAround(word) {
  join(word);
  join(word.nextElementSibling);
}

class LiveFeed extends HTMLElement {
  connectedCallback() {
    this.cursor = this.getAttribute("since") ?? "";
    this.came = Date.now();
    this.hours = (this.getAttribute("quiet") ?? "").split(" ").map(Number);
    this.waiting = new Set();
    this.wait = FIRST_WAIT;
    // A page that opens behind another takes no connection from it.
    this.aside = document.hidden;
    this.others = globalThis.BroadcastChannel && new BroadcastChannel("live");
    if (this.others) this.others.onmessage = (event) => this.heardOf(event.data);
    this.wake = () => this.woken();
    this.come = () => this.aside && this.woken();
    addEventListener("online", this.wake);
    addEventListener("focus", this.come);
    document.addEventListener("visibilitychange", this.wake);
    this.watch = setInterval(() => this.heard && Date.now() - this.heard > SILENCE && this.lost(), 5000);
    this.below = this.querySelector("[data-below]");
    this.below?.addEventListener("click", (event) => this.goBelow(event));
    this.seen = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.hideBelow());
    this.open();
  }

  disconnectedCallback() {
    removeEventListener("online", this.wake);
    removeEventListener("focus", this.come);
    this.others?.close();
    document.removeEventListener("visibilitychange", this.wake);
    for (const timer of [this.watch, this.again, this.worry]) clearTimeout(timer);
    this.seen.disconnect();
    this.close();
  }

  // -- the connection

  address() {
    const address = new URL(this.getAttribute("src"), location.href);
    address.searchParams.set("since", this.cursor);
    if (this.hasAttribute("here")) address.searchParams.set("here", this.getAttribute("here"));
    if (this.aside) address.searchParams.set("poll", "1");
    return address;
  }

  open() {
    this.close();
    clearTimeout(this.again);
    this.again = null;
    if (this.over) return;
    this.heard = Date.now();
    this.answered = false;
    this.stream = new EventSource(this.address());
    this.stream.onopen = () => this.steady();
    this.stream.onerror = () => (this.aside && this.answered ? this.later() : this.lost());
    for (const kind of ["put", "drop", "reload", "turned", "closed", "beat", "waits"]) {
      this.stream.addEventListener(kind, (event) => this.took(kind, event));
    }
  }

  close() {
    this.stream?.close();
    this.stream = null;
  }

  steady() {
    this.heard = Date.now();
    this.answered = true;
    clearTimeout(this.worry);
    this.worry = null;
    this.away(false);
  }

  // The browser gives up for good on a first refusal, so the trying again is ours.
  lost() {
    this.close();
    this.heard = 0;
    this.worry ??= setTimeout(() => this.away(true), STILL_FINE);
    clearTimeout(this.again);
    this.again = setTimeout(() => this.open(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  woken() {
    if (document.hidden) return;
    const stale = this.heard && Date.now() - this.heard > SILENCE;
    if (this.aside || this.again || stale) {
      this.aside = false;
      this.wait = FIRST_WAIT;
      this.open();
    }
  }

  // -- few connections for many tabs: those that have none ask from time to time, and when another has heard something

  waits() {
    this.aside = true;
    this.later();
  }

  later() {
    this.close();
    this.heard = 0;
    clearTimeout(this.again);
    const pace = document.hidden ? ASK_BEHIND : ASK_IN_SIGHT;
    this.again = setTimeout(() => this.open(), this.missed ? 0 : pace * (0.75 + Math.random() / 2));
    this.missed = false;
  }

  // Never what was said: only where, and up to which count.
  tell(kind) {
    if (!this.aside) this.others?.postMessage({ kind, at: this.getAttribute("src").split("?")[0], cursor: this.cursor });
  }

  heardOf({ kind, at, cursor }) {
    if (!this.aside) return;
    if (kind === "turned") this.turned();
    else if (kind === "closed" || (!document.hidden && this.isNews(at, cursor))) this.askNow();
  }

  isNews(at, cursor) {
    return at === this.getAttribute("src").split("?")[0] && Number(cursor) > Number(this.cursor);
  }

  askNow() {
    if (this.stream) this.missed = true;
    else this.open();
  }

  // The person has just done something here: a page that isn't connected asks at once what came of it.
  soon() {
    if (this.aside) this.askNow();
    else if (!this.stream && !this.over) this.open();
  }

  // Without a live connection a quiet line says so, and the plain link to what is new comes back. It is said once, goes
  // by itself, and what the person is at stays where it is.
  away(so) {
    const line = this.querySelector("[data-plain]");
    const text = line.querySelector("[data-away]");
    const at = document.activeElement ?? document.body;
    const stood = at.getBoundingClientRect().top;
    const onIt = focused(line);
    text.hidden = !so;
    line.hidden = !so && !onIt;
    if (onIt) line.addEventListener("focusout", () => text.hidden && this.away(false), { once: true });
    if (at !== document.body) scrollBy(0, at.getBoundingClientRect().top - stood);
    if (so && !this.quiet() && this.getAttribute("announce") !== "nothing") this.aloud(text.textContent);
  }

  took(kind, event) {
    this.heard = Date.now();
    this.wait = FIRST_WAIT;
    this[kind](event.data);
    if (event.lastEventId) this.cursor = event.lastEventId;
    if (kind !== "beat") this.tell(kind);
  }

  // -- the frames

  beat() {}

  put(html) {
    const fresh = element(html);
    if (!fresh?.id) return;
    this.own(fresh);
    const old = document.getElementById(fresh.id);
    if (old) this.change(old, fresh);
    else this.insert(fresh);
    if (fresh.dataset.into === "people") this.appears(document.getElementById(fresh.id) ?? fresh);
  }

  // How someone appears changes everywhere on the page at once, also beside what they said before.
  appears(line) {
    const { by } = line.dataset;
    const parts = { name: "", pronouns: "", bound: "", letter: line.querySelector(".initial")?.textContent };
    for (const part of Object.keys(parts)) {
      const text = parts[part] || (line.querySelector(`[data-${part}]`)?.textContent ?? "");
      for (const each of document.querySelectorAll(`[data-${part}]`)) {
        if (!line.contains(each) && each.closest("[data-by]")?.dataset.by === by) each.textContent = text;
      }
    }
  }

  // "by:X" is everything of one person, wherever on the page it stands: words, signals, their line among the people.
  drop(target) {
    const of = target.startsWith("by:") && `[data-by="${CSS.escape(target.slice(3))}"]`;
    const gone = of ? [...document.querySelectorAll(of)] : [document.getElementById(target)];
    for (const each of gone) if (each) this.takeOut(each);
  }

  takeOut(gone) {
    const home = gone.parentElement;
    const within = focused(gone);
    const next = gone.nextElementSibling;
    gone.remove();
    join(next);
    if (home?.matches(".names") && !home.firstElementChild) this.takeOut(home.closest("li"));
    if (home?.matches(".signals") && !home.querySelector("li")) home.hidden = true;
    if (within) this.focusOn(home);
    this.unsay(gone);
    this.waiting.delete(gone);
    if (this.below && !this.below.hidden && this.below.hash === `#${gone.id}`) this.belowAgain();
  }

  // Nothing more comes to this page.
  end() {
    this.over = true;
    this.close();
    clearInterval(this.watch);
  }

  reload() {
    this.end();
    this.querySelector("[data-stale]").hidden = false;
    const link = this.querySelector("[data-again]");
    link.href = location.pathname + location.search;
  }

  // The person changed whom they hear: nothing of the old page stays.
  turned() {
    this.replaceChildren();
    this.end();
    location.reload();
  }

  closed(address) {
    this.replaceChildren();
    this.end();
    const to = new URL(address || "/", location.href);
    if (to.origin === location.origin) location.replace(to);
  }

  // One text goes to everybody; whose words they are, each page finds for itself.
  own(fresh) {
    const me = this.getAttribute("me");
    if (me && fresh.dataset.by === me) fresh.classList.add("mine");
  }

  change(old, fresh) {
    const before = old.dataset.announcement;
    const moved = old.dataset.order !== fresh.dataset.order;
    morph(old, fresh);
    if (this.waiting.has(old)) old.hidden = true;
    this.unsay(old);
    if (moved && !held(old)) this.place(old);
    joinAround(old);
    if (old.dataset.announcement && old.dataset.announcement !== before) this.announce(old);
  }

  insert(fresh) {
    if (!this.place(fresh)) return;
    const quiet = this.quiet() && fresh.dataset.announce;
    if (quiet && !fresh.classList.contains("mine")) {
      this.keepWaiting(fresh);
      return;
    }
    if (!quiet) this.showWaiting();
    this.announce(fresh);
    if (this.justSaid(fresh)) fresh.scrollIntoView({ block: "nearest" });
    else this.offerBelow(fresh);
  }

  // One's own words come into view while one is still in the field. No one else's ever move the page.
  justSaid(fresh) {
    return fresh.classList.contains("mine") && Boolean(document.activeElement?.closest("[data-stays]"));
  }

  place(fresh) {
    const home = document.getElementById(fresh.dataset.into);
    if (!home) return false;
    const after = [...home.children].find((each) => each !== fresh && (each.dataset.order ?? "") > (fresh.dataset.order ?? ""));
    home.insertBefore(fresh, after ?? null);
    joinAround(fresh);
    if (!CSS.supports("overflow-anchor", "auto") && fresh.getBoundingClientRect().bottom < 0) scrollBy(0, fresh.offsetHeight);
    return true;
  }

  // -- what the person notices

  // A line of its own for each, so that none is lost when several come at once; and soon none is left lying about.
  announce(fresh) {
    const wanted = { words: ["words", "turn"], turn: ["turn"] }[this.getAttribute("announce")] ?? [];
    if (!wanted.includes(fresh.dataset.announce) || fresh.classList.contains("mine") || this.quiet()) return;
    const aloud = [...fresh.querySelectorAll("[data-aloud]")].map((each) => each.textContent.trim());
    const line = this.aloud(fresh.dataset.announcement ?? aloud.join(": "));
    line.dataset.of = fresh.id;
    if (fresh.dataset.by) line.dataset.by = fresh.dataset.by;
  }

  aloud(sentence) {
    const line = document.createElement("p");
    line.textContent = sentence;
    this.querySelector("[data-aloud-here]").append(line);
    setTimeout(() => line.remove(), ONCE_SAID);
    return line;
  }

  // What was taken back or reworded is not read out any more either.
  unsay(gone) {
    for (const line of this.querySelectorAll("[data-of]")) if (line.dataset.of === gone.id) line.remove();
  }

  // -- quiet hours: what is new waits until the person asks for it

  quiet() {
    const [begins, ends] = this.hours;
    if (ends === undefined) return false;
    let at = (Date.now() - this.came) / 1000;
    while (at >= ends) at -= A_DAY;
    return at >= begins;
  }

  keepWaiting(fresh) {
    fresh.hidden = true;
    this.waiting.add(fresh);
    if (!this.below) return;
    if (this.below.hidden) this.below.href = `#${fresh.id}`;
    this.below.hidden = false;
  }

  showWaiting() {
    if (!this.waiting.size) return;
    const shown = [...this.waiting];
    this.waiting.clear();
    for (const fresh of shown) fresh.hidden = false;
    for (const fresh of shown) join(fresh);
    this.hideBelow();
    for (const fresh of shown) this.offerBelow(fresh);
  }

  offerBelow(fresh) {
    if (!this.below || fresh.getBoundingClientRect().top < innerHeight) return;
    if (this.below.hidden) {
      this.below.hidden = false;
      this.below.href = `#${fresh.id}`;
    }
    this.seen.observe(fresh);
  }

  // What it led to was taken back: on to the next that waits, if one does.
  belowAgain() {
    const [next] = this.waiting;
    if (next) this.below.href = `#${next.id}`;
    else this.hideBelow();
  }

  hideBelow() {
    this.seen.disconnect();
    this.below.hidden = true;
  }

  goBelow(event) {
    event.preventDefault();
    const first = document.getElementById(this.below.hash.slice(1));
    this.showWaiting();
    this.hideBelow();
    if (!first) return;
    first.scrollIntoView({ block: "start" });
    this.focusOn(first);
  }

  focusOn(place) {
    if (!place) return;
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  }
}

customElements.define("live-feed", LiveFeed);
