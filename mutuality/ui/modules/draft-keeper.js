// What is being typed outlives a lost connection, a closed tab and an ended session: on this device under a key
// that only a signed-in page gets, or on the server where the device is not one's own.
const ROOM_TO_TYPE = 400;
const SERVER_PACE = 3000;
const BOXES = "textarea, input[type=text], input:not([type])";
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const text = (array) => btoa(String.fromCharCode(...array));
const usable = (keeper) => Boolean(globalThis.crypto?.subtle && keeper.dataset.seal);

class Device {
  constructor(keeper) {
    this.place = `d:${keeper.getAttribute("key")}`;
    this.pace = ROOM_TO_TYPE;
    // Names this page as it is being filled in. The server says it again once what was typed has arrived.
    this.mark = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    this.key = crypto.subtle.importKey("raw", bytes(keeper.dataset.seal), "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  async save(words) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(words));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.key, plain);
    localStorage.setItem(this.place, `${this.mark}.${text(iv)}.${text(new Uint8Array(sealed))}`);
  }

  async load() {
    const kept = localStorage.getItem(this.place);
    if (!kept) return null;
    const [iv, sealed] = kept.split(".").slice(-2).map(bytes);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await this.key, sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  }

  clear() {
    localStorage.removeItem(this.place);
  }

  // What is sent from here is what lies here, whichever page it was begun on.
  sent(form) {
    const kept = localStorage.getItem(this.place);
    if (kept) localStorage.setItem(this.place, [this.mark, ...kept.split(".").slice(-2)].join("."));
    const told = form.querySelector("input[name=draft]") ?? form.appendChild(document.createElement("input"));
    Object.assign(told, { type: "hidden", name: "draft", value: this.mark });
  }
}

class Server {
  constructor(keeper) {
    this.address = keeper.getAttribute("server");
    this.place = keeper.getAttribute("key");
    this.pace = SERVER_PACE;
    this.kept = new Map();
  }

  async save(words) {
    const token = document.querySelector("#acts [name=csrfmiddlewaretoken]")?.value ?? "";
    const page = document.querySelector("idle-curtain")?.getAttribute("page") ?? "";
    this.underWay = new AbortController();
    const { signal } = this.underWay;
    const changed = words.filter(({ name, was, now }) => now !== (this.kept.get(name) ?? was));
    await Promise.all(changed.map(({ name, line, now: draft }) => {
      this.kept.set(name, draft);
      const place = line ? this.place + name : this.place;
      const body = new URLSearchParams({ csrfmiddlewaretoken: token, place, draft, page });
      return fetch(this.address, { method: "POST", body, keepalive: true, redirect: "manual", signal });
    }));
  }

  // The server puts its draft into the page itself, and drops it when the words are sent.
  async load() {
    return null;
  }

  clear() {
    this.kept.clear();
  }

  // What is being said is no draft any more: one that arrived after it would bring it back to the next reader here.
  sent() {
    this.underWay?.abort();
  }
}

class DraftKeeper extends HTMLElement {
  connectedCallback() {
    if (this.hasAttribute("off") || this.shelf) return;
    if (this.hasAttribute("server")) this.shelf = new Server(this);
    else if (usable(this)) this.shelf = new Device(this);
    else return;
    this.start();
  }

  disconnectedCallback() {
    this.flush();
    document.removeEventListener("visibilitychange", this.onHide);
    removeEventListener("pagehide", this.onHide);
  }

  async start() {
    this.onHide = () => this.flush();
    this.addEventListener("input", () => this.later());
    this.addEventListener("submit", (event) => this.sent(event));
    document.addEventListener("visibilitychange", this.onHide);
    addEventListener("pagehide", this.onHide);
    await this.restore();
  }

  boxes() {
    return [...this.querySelectorAll(BOXES)];
  }

  words() {
    const line = (box) => box.localName === "input";
    return this.boxes().map((box) => ({ name: box.name, line: line(box), was: box.defaultValue, now: box.value }));
  }

  later() {
    if (this.timer) return;
    this.timer = setTimeout(() => this.flush(), this.shelf.pace);
  }

  // On one's own device the last words are kept first: the way to the server may be cut.
  sent(event) {
    if (event.defaultPrevented) return;
    if (!this.hasAttribute("server")) this.flush();
    clearTimeout(this.timer);
    this.timer = null;
    this.shelf.sent(event.target);
  }

  // The same, where the page stays: first keep the words, then send them, then forget them.
  async sending() {
    if (!this.hasAttribute("server")) return this.flush();
    clearTimeout(this.timer);
    this.timer = null;
    return this.shelf?.sent();
  }

  arrived() {
    clearTimeout(this.timer);
    this.timer = null;
    this.shelf?.clear();
    if (this.words().some(({ now }) => now)) this.later();
  }

  async flush() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = null;
    const words = this.words();
    const changed = words.some((word) => word.now !== word.was);
    try {
      if (changed || this.hasAttribute("server")) await this.shelf.save(words);
      else this.shelf.clear();
    } catch {
      // A full device or a lost connection: the words are still on the page, and the next key tries again.
    }
  }

  async restore() {
    let kept;
    try {
      kept = await this.shelf.load();
    } catch {
      this.shelf.clear();
    }
    if (!kept) return;
    const back = this.boxes().filter((box) => this.giveBack(box, kept));
    const told = this.querySelector("[data-kept]");
    if (back.length && told) told.textContent = told.dataset.kept;
  }

  // A box that the person or the server has filled meanwhile is left alone.
  giveBack(box, kept) {
    const word = kept.find((each) => each.name === box.name);
    if (!word || word.now === word.was || word.was !== box.defaultValue || box.value !== box.defaultValue) return false;
    box.value = word.now;
    const folded = box.closest("details");
    if (folded) folded.open = true;
    return true;
  }
}

customElements.define("draft-keeper", DraftKeeper);
