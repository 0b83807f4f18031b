// When something was said, by the clock of whoever reads: the place they chose, or else their own device's.
// The phrases stand on the list of words, in the order of rooms/moments.py, and say the same as the server's.
const A_MINUTE = 60000;
const AN_HOUR = 60 * A_MINUTE;
const A_DAY = 24 * AN_HOUR;
// As kit/dates.py words it.
const language = document.documentElement.lang;
const DAY = { day: "numeric", month: "long" };
const EXACTLY = { ...DAY, hour: "numeric", minute: "2-digit" };
const zoneOf = (element) => element.closest("[data-zone]")?.dataset.zone || undefined;
const worded = (date, timeZone, how) => new Intl.DateTimeFormat(language, { timeZone, ...how }).format(date);

const spoken = (text) => text.replace(/ (at|a las?) /, ", ").replace(/:00(?=\s[AP]M)/, "").replace(/[AP]M/, (half) => half.toLowerCase());

// The wall time as if it were UTC, so that days and hours can be counted.
function wall(date, timeZone) {
  const how = { timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric" };
  const part = Object.fromEntries(new Intl.DateTimeFormat("en", how).formatToParts(date).map((each) => [each.type, Number(each.value)]));
  return new Date(Date.UTC(part.year, part.month - 1, part.day, part.hour));
}

const partOfDay = (hour) => (hour < 5 || hour >= 22 ? 3 : hour < 12 ? 0 : hour < 18 ? 1 : 2);
const night = (date) => Math.floor((date - 5 * AN_HOUR) / A_DAY);

function inWords(said, zone, phrases) {
  const ago = Date.now() - said;
  if (ago < 5 * A_MINUTE) return phrases[0];
  const then = wall(said, zone);
  const days = night(wall(new Date(), zone)) - night(then);
  if (days === 0 && ago < 6 * AN_HOUR) {
    const hour = worded(new Date(said.getTime() + 30 * A_MINUTE), zone, { hour: "numeric" });
    return phrases[1].replace("{hour}", spoken(hour));
  }
  const part = partOfDay(then.getUTCHours());
  if (days < 2) return phrases[(days ? 6 : 2) + part];
  const began = new Date(night(then) * A_DAY);
  if (days < 7) return phrases[10 + part].replace("{day}", worded(began, "UTC", { weekday: "long" }));
  return phrases[14].replace("{date}", worded(began, "UTC", DAY));
}

class GentleTime extends HTMLElement {
  connectedCallback() {
    this.show();
  }

  show() {
    const phrases = this.closest("[data-gentle]")?.dataset.gentle.split("|");
    if (phrases) this.textContent = inWords(new Date(this.getAttribute("at")), zoneOf(this), phrases);
  }
}

class ExactTime extends HTMLElement {
  connectedCallback() {
    const moment = (name) => spoken(worded(new Date(this.dataset[name]), zoneOf(this), EXACTLY));
    this.textContent = this.dataset.words.replace("{said}", moment("said")).replace("{ends}", moment("ends"));
  }
}

customElements.define("gentle-time", GentleTime);
customElements.define("exact-time", ExactTime);
setInterval(() => document.querySelectorAll("gentle-time").forEach((each) => each.show()), A_MINUTE);
