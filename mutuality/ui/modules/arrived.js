// What arrived is no draft any more. The address names that one draft, and says nothing once the page was shown: so no
// later look at it takes another draft along, or tells again what was told.
const here = new URL(location.href);
const mark = here.searchParams.get("sent");

try {
  for (const place of mark ? Object.keys(localStorage) : []) {
    if (place.startsWith("d:") && localStorage.getItem(place).startsWith(`${mark}.`)) localStorage.removeItem(place);
  }
} catch {
  // A browser that keeps nothing for pages.
}

if (mark || here.searchParams.has("kept")) {
  here.searchParams.delete("sent");
  here.searchParams.delete("kept");
  history.replaceState(history.state, "", here);
}
