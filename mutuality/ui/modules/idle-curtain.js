// On a device that others use too: after some quiet minutes nothing stays on the screen.
const SIGNS = ["pointerdown", "pointermove", "keydown", "scroll", "touchstart"];

class IdleCurtain extends HTMLElement {
  connectedCallback() {
    this.after = Number(this.getAttribute("after")) * 1000;
    this.moved = () => { this.last = Date.now(); };
    this.look = () => this.fallen() && this.fall();
    this.moved();
    for (const sign of SIGNS) addEventListener(sign, this.moved, { passive: true, capture: true });
    document.addEventListener("visibilitychange", this.look);
    this.clock = setInterval(this.look, 1000);
  }

  disconnectedCallback() {
    for (const sign of SIGNS) removeEventListener(sign, this.moved, { capture: true });
    document.removeEventListener("visibilitychange", this.look);
    clearInterval(this.clock);
  }

  // A sleeping device stops its timers, so the clock on the wall decides.
  fallen() {
    return Date.now() - this.last >= this.after;
  }

  fall() {
    clearInterval(this.clock);
    const sheet = document.createElement("div");
    sheet.className = "cover";
    document.body.append(sheet);
    for (const feed of document.querySelectorAll("live-feed")) feed.remove();
    location.replace(`${this.getAttribute("to")}?then=${encodeURIComponent(location.pathname)}`);
  }
}

customElements.define("idle-curtain", IdleCurtain);
