// [data-passkey-trouble]: shown when the browser or the person gave up a passkey (the sign-in package tells by an event).
attach("[data-passkey-trouble]", (element) => {
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    element.hidden = false;
  });
});
