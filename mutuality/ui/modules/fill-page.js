// <fill-page data-print="Print">: a button that prints the sheet on this page, with long answers whole. With "reloads",
// what was written is still there after a reload by accident. It is in this one page's memory, and nowhere else.
const ROOM_TO_WRITE = 300;

class FillPage extends HTMLElement {
  connectedCallback() {
    if (this.button) return;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = this.hasAttribute("plain") ? "btn plain" : "btn";
    this.button.textContent = this.dataset.print;
    this.button.addEventListener("click", () => print());
    this.prepend(this.button);
    addEventListener("beforeprint", () => this.write());
    addEventListener("afterprint", () => this.wipe());
    if (this.hasAttribute("reloads")) this.remember();
  }

  boxes() {
    return [...document.querySelectorAll(".fill textarea, .fill input")];
  }

  // A box is cut off at the end of the paper; a text runs on to the next.
  write() {
    this.wipe();
    for (const box of document.querySelectorAll(".fill textarea")) {
      if (!box.value) continue;
      const text = document.createElement("div");
      text.className = "written";
      text.dir = "auto";
      text.textContent = box.value;
      box.after(text);
    }
  }

  wipe() {
    for (const text of document.querySelectorAll(".fill .written")) text.remove();
  }

  // Only after a reload: whoever presses "back" at a shared computer finds a blank sheet.
  remember() {
    const [came] = performance.getEntriesByType("navigation");
    const kept = history.state?.sheet;
    history.replaceState(null, "");
    if (kept && came?.type === "reload") {
      this.boxes().forEach((box, nth) => put(box, kept[nth]));
      this.note();
    }
    // Not as the page goes: browsers take nothing down for a page that is being loaded again.
    document.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.note(), ROOM_TO_WRITE);
    });
  }

  note() {
    const written = this.boxes().map((box) => (box.type === "radio" ? box.checked : box.value));
    history.replaceState({ sheet: written }, "");
  }
}

function put(box, value) {
  if (box.type === "radio") box.checked = value;
  else box.value = value ?? "";
}

customElements.define("fill-page", FillPage);
