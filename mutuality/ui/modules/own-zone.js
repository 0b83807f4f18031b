// The time zone of the device, where nothing is chosen yet: the person sees it, and can choose another.
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const list of document.querySelectorAll("select[data-own-zone]")) {
  if (!list.value && [...list.options].some((option) => option.value === own)) list.value = own;
}
