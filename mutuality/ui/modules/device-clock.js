// A moment in a sentence, such as until when something is open: by the clock of the device, which alone knows its zone.
for (const shown of document.querySelectorAll('time[data-by="device"]')) {
  const lang = document.documentElement.lang;
  const day = "near" in shown.dataset ? { weekday: "long" } : { weekday: "long", day: "numeric", month: "long" };
  // As kit/dates.py words it: Monday, December 7, 7 pm.
  const when = new Date(shown.dateTime);
  const say = (part, at) => new Intl.DateTimeFormat(lang, part).format(at);
  const clock = say({ hour: "numeric", minute: "2-digit" }, when);
  const time = clock.replace(/:00(?=\s[AP]M)/, "").toLowerCase();
  // Until midnight is the end of the day before, as people say it.
  const midnight = when.getHours() + when.getMinutes() === 0;
  const on = say(day, midnight ? when - 60000 : when);
  shown.textContent = `${on}, ${midnight ? shown.dataset.midnight : time}`;
}
