// A moment in a sentence, such as until when something is open: by the clock of the device, which alone knows its zone.
for (const shown of document.querySelectorAll('time[data-by="device"]')) {
  const lang = document.documentElement.lang;
  const day = "near" in shown.dataset ? { weekday: "long" } : { weekday: "long", day: "numeric", month: "long" };
  // English here is the one of the pages: 7 December, 7 pm.
  const locale = lang.startsWith("en") ? "en-GB" : lang;
  const when = new Date(shown.dateTime);
  const say = (part, at) => new Intl.DateTimeFormat(locale, part).format(at);
  const time = say({ hour: "numeric", minute: "2-digit", hour12: lang.startsWith("en") }, when).replace(":00 ", " ");
  // Until midnight is the end of the day before, as people say it.
  const midnight = when.getHours() + when.getMinutes() === 0;
  const on = say(day, midnight ? when - 60000 : when);
  shown.textContent = `${on}, ${midnight ? shown.dataset.midnight : time}`;
}
