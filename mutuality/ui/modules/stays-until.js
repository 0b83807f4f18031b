// When what is said now goes, by the clock of whoever reads: only their own device knows it.
const A_DAY = 86400000;
// As kit/dates.py words it.
const language = document.documentElement.lang;
const DAY = { day: "numeric", month: "long" };
const EXACTLY = { ...DAY, weekday: "long", hour: "numeric", minute: "2-digit" };
const spoken = (text) => text.replace(/ (at|a las?) /, ", ").replace(/:00(?=\s[AP]M)/, "").replace(/[AP]M/, (half) => half.toLowerCase());

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
    const moment = new Intl.DateTimeFormat(language, EXACTLY).format(until);
    this.textContent = this.dataset.until.replace("{moment}", spoken(moment));
  }
}

customElements.define("stays-until", StaysUntil);
