// Leaving must work at once, so the page is covered before the browser has an answer.
const PRESSES = 3;
const WITHIN = 5000;

// Nothing arrives on a covered page: a live room that hears of the ended session would lead elsewhere first. And
// nothing is sent once the session has ended, so that no log shows a device that asks in vain.
function cover() {
  for (const keeper of document.querySelectorAll("draft-keeper")) keeper.flush?.();
  for (const busy of document.querySelectorAll("live-feed, idle-curtain")) busy.remove();
  const sheet = document.createElement("div");
  sheet.className = "cover";
  document.body.append(sheet);
}

function leave(title) {
  cover();
  if (title) document.title = title;
  location.replace("/exit");
}

class LeaveQuickly extends HTMLElement {
  connectedCallback() {
    this.presses = [];
    this.alone = false;
    this.onClick = (event) => this.clicked(event);
    document.addEventListener("click", this.onClick);
    if (this.getAttribute("shift") === "off") return;
    this.onDown = (event) => this.down(event);
    this.onUp = (event) => this.up(event);
    document.addEventListener("keydown", this.onDown);
    document.addEventListener("keyup", this.onUp);
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.onClick);
    document.removeEventListener("keydown", this.onDown);
    document.removeEventListener("keyup", this.onUp);
    clearTimeout(this.timer);
  }

  clicked(event) {
    if (!event.target.closest("a[data-leave]")) return;
    event.preventDefault();
    leave(this.dataset.title);
  }

  // Shift held for a capital letter or a shortcut is writing, not leaving.
  down(event) {
    if (event.key === "Shift") {
      if (!event.repeat) this.alone = true;
    } else {
      this.alone = false;
      this.forget();
    }
  }

  up(event) {
    if (event.key !== "Shift" || !this.alone) return;
    this.alone = false;
    const now = Date.now();
    this.presses = this.presses.filter((at) => now - at < WITHIN).concat(now);
    if (this.presses.length >= PRESSES) leave(this.dataset.title);
    else this.tell();
  }

  tell() {
    const left = PRESSES - this.presses.length;
    this.say(left === 1 ? this.dataset.once : this.dataset.twice);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.stay(), WITHIN);
  }

  stay() {
    this.forget();
    this.say(this.dataset.stay);
  }

  forget() {
    if (!this.presses.length) return;
    this.presses = [];
    clearTimeout(this.timer);
    this.say("");
  }

  say(sentence) {
    this.querySelector("[role=status]").textContent = sentence;
  }
}

customElements.define("leave-quickly", LeaveQuickly);

// Whoever presses "back" later finds what the server shows now, not what was on the screen then.
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    cover();
    location.reload();
  }
});
