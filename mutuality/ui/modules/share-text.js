// <share-text from="ID" data-share="Share">: a button that opens what the device itself has for sharing, where it has that.
class ShareText extends HTMLElement {
  connectedCallback() {
    if (!navigator.share || this.button) return;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "btn";
    this.button.textContent = this.dataset.share;
    this.button.addEventListener("click", () => this.share());
    this.append(this.button);
  }

  async share() {
    const text = document.getElementById(this.getAttribute("from")).textContent.trim();
    try {
      await navigator.share({ text });
    } catch {
      // Whoever changed their mind, or a device that has nothing for it: the link is still there to copy.
    }
  }
}

customElements.define("share-text", ShareText);
