// <passkey-way kind="get|create" from="ADDRESS" origin="https://…">: lets the device answer for the form it stands in.
const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function letters(buffer) {
  const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return plain.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

class PasskeyWay extends HTMLElement {
  connectedCallback() {
    if (this.button) return;
    const { unable = "", elsewhere = "" } = this.dataset;
    if (location.origin !== this.getAttribute("origin")) return this.say(elsewhere);
    if (!window.PublicKeyCredential) return this.say(unable);
    this.button = this.querySelector("button");
    this.hidden = this.querySelector("[data-way]").hidden = false;
    this.say("");
    this.button.addEventListener("click", (event) => {
      event.preventDefault();
      if (!this.busy && this.named(this.button.form.elements.label)) this.ask(this.button.form);
    });
  }

  // A missing name is asked for first: what the device makes keeps the name it was made under.
  named(label) {
    if (!label || label.value.trim()) return true;
    this.say(this.dataset.unnamed);
    label.focus();
    return false;
  }

  async ask(form) {
    this.busy = true;
    this.say(this.dataset.asking);
    try {
      const given = await this.given(form.elements.label?.value);
      form.elements.passkey.value = given;
      form.action = this.button.formAction;
      form.submit();
    } catch (trouble) {
      this.busy = false;
      this.say((trouble.name === "InvalidStateError" && this.dataset.already) || this.dataset.none);
    }
  }

  async given(label) {
    const answer = await fetch(this.getAttribute("from"), { cache: "no-store" });
    // The passphrase was said too long ago: the page itself asks for it again.
    if (answer.redirected) location.reload();
    const { publicKey } = await answer.json();
    publicKey.challenge = bytes(publicKey.challenge);
    for (const known of publicKey.excludeCredentials ?? []) known.id = bytes(known.id);
    if (publicKey.user) {
      publicKey.user.id = bytes(publicKey.user.id);
      publicKey.user.name = publicKey.user.displayName = label;
    }
    const { id, type, response } = await navigator.credentials[this.getAttribute("kind")]({ publicKey });
    const said = PARTS.filter((part) => response[part]).map((part) => [part, letters(response[part])]);
    return JSON.stringify({ id, rawId: id, type, response: Object.fromEntries(said) });
  }

  say(sentence) {
    this.querySelector("[role=status]").textContent = sentence;
  }
}

customElements.define("passkey-way", PasskeyWay);
