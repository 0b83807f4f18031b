// A moment in a sentence, such as until when something is open: by the clock of the device, which alone knows its zone.
for (const shown of document.querySelectorAll('time[data-by="device"]')) {
  const lang = document.documentElement.lang;
  const day = "near" in shown.dataset ? { weekday: "long" } : { weekday: "long", day: "numeric", month: "long" };
  // English here is the one of the pages: 7 December, 7 pm.
  const locale = lang.startsWith("en") ? "en-GB" : lang;
  const say = (part) => new Intl.DateTimeFormat(locale, part).format(new Date(shown.dateTime));
  const time = say({ hour: "numeric", minute: "2-digit", hour12: lang.startsWith("en") });
  shown.textContent = `${say(day)}, ${time.replace(":00 ", " ")}`;
}
