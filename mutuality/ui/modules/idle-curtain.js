// On a device that others use too: after some quiet minutes nothing stays on the screen, and when the last page of it
// is closed or left, whoever opens it again is asked who they are.
const SIGNS = ["pointerdown", "pointermove", "keydown", "scroll", "touchstart"];

class IdleCurtain extends HTMLElement {
  connectedCallback() {
    this.after = Number(this.getAttribute("after")) * 1000;
    this.moved = () => { this.last = Date.now(); };
    this.look = () => this.fallen() && this.fall();
    this.moved();
    // Else browsers write half-typed words into the file from which they restore windows.
    for (const form of document.forms) form.autocomplete = "off";
    for (const sign of SIGNS) addEventListener(sign, this.moved, { passive: true, capture: true });
    document.addEventListener("visibilitychange", this.look);
    this.gone = () => this.tell();
    addEventListener("pagehide", this.gone);
    this.clock = setInterval(this.look, 1000);
  }

  disconnectedCallback() {
    for (const sign of SIGNS) removeEventListener(sign, this.moved, { capture: true });
    document.removeEventListener("visibilitychange", this.look);
    removeEventListener("pagehide", this.gone);
    clearInterval(this.clock);
  }

  // A sleeping device stops its timers, so the clock on the wall decides.
  fallen() {
    return Date.now() - this.last >= this.after;
  }

  // The server knows whether it has given another page since. Then nothing falls.
  tell() {
    const token = document.querySelector("#acts [name=csrfmiddlewaretoken]")?.value ?? "";
    const body = new URLSearchParams({ csrfmiddlewaretoken: token, page: this.getAttribute("page") });
    navigator.sendBeacon(`${this.getAttribute("to")}falling/`, body);
  }

  // Under the cover there is nothing to find, also if the way to the server is long.
  fall() {
    for (const keeper of document.querySelectorAll("draft-keeper")) keeper.flush?.();
    this.tell();
    const sheet = document.createElement("div");
    sheet.className = "cover";
    document.body.replaceChildren(sheet);
    location.replace(`${this.getAttribute("to")}?then=${encodeURIComponent(location.pathname)}`);
  }
}

customElements.define("idle-curtain", IdleCurtain);
