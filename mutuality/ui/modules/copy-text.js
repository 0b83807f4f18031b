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
    const from = document.getElementById(this.getAttribute("from"));
    try {
      await navigator.clipboard.writeText(from.textContent.trim());
      this.told.textContent = this.dataset.copied;
    } catch {
      // A browser that does not allow it: the text is marked, so that a person can copy it by hand.
      getSelection().selectAllChildren(from);
    }
  }
}

customElements.define("copy-text", CopyText);
