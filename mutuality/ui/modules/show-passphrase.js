class ShowPassphrase extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    if (!this.input || this.button) return;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "btn plain";
    this.button.setAttribute("aria-controls", this.input.id);
    this.button.addEventListener("click", () => this.turn(this.input.type === "password"));
    this.append(this.button);
    this.turn(false);
    // What is sent is never left readable on the screen, nor kept by the browser as a line of text.
    this.input.form?.addEventListener("submit", () => this.turn(false));
  }

  turn(shown) {
    this.input.type = shown ? "text" : "password";
    this.button.textContent = shown ? this.dataset.hide : this.dataset.show;
    this.button.setAttribute("aria-pressed", String(shown));
  }
}

customElements.define("show-passphrase", ShowPassphrase);
