// <copy-text from="ID" data-copy="Copy" data-copied="Copied">: a button, where the browser lets a page copy.
class CopyText extends HTMLElement {
  connectedCallback() {
    if (!navigator.clipboard || this.button) return;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "btn plain";
    this.button.textContent = this.dataset.copy;
    this.button.addEventListener("click", () => this.copy());
    this.told = document.createElement("span");
    this.told.className = "quiet";
    this.told.setAttribute("role", "status");
    this.append(this.button, this.told);
  }

  async copy() {
    const text = document.getElementById(this.getAttribute("from")).textContent.trim();
    await navigator.clipboard.writeText(text);
    this.told.textContent = this.dataset.copied;
  }
}

customElements.define("copy-text", CopyText);
