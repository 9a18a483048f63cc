/* A slider beside each number: moving one moves the other. Without script there is only the number. */
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-slides]").forEach((slider) => {
      const number = document.getElementById(slider.dataset.slides);
      slider.hidden = false;
      slider.addEventListener("input", () => {
        number.value = slider.value;
        number.dispatchEvent(new Event("input", { bubbles: true }));
      });
      number.addEventListener("input", () => { slider.value = number.value.replace(",", "."); });
    });
  });
})();
