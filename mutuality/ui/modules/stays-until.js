// When what is said now goes, by the clock of whoever reads: only their own device knows it.
const A_DAY = 86400000;
const EXACTLY = { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" };

class StaysUntil extends HTMLElement {
  connectedCallback() {
    this.show();
    this.clock = setInterval(() => this.show(), 60000);
  }

  disconnectedCallback() {
    clearInterval(this.clock);
  }

  show() {
    const until = new Date(Date.now() + Number(this.getAttribute("days")) * A_DAY);
    const moment = new Intl.DateTimeFormat(document.documentElement.lang, EXACTLY).format(until);
    this.textContent = this.dataset.until.replace("{moment}", moment);
  }
}

customElements.define("stays-until", StaysUntil);
