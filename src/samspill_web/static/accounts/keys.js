// What allauth's scripts for passkeys leave unsaid: what went wrong, and that this browser knows no passkeys.
(function () {
  const show = (selector, shown) => document.querySelectorAll(selector).forEach((part) => { part.hidden = !shown })
  document.addEventListener('allauth.error', () => show('[data-key-trouble]', true))
  document.addEventListener('click', () => show('[data-key-trouble]', false), true)
  if (!window.PublicKeyCredential) {
    show('[data-key-unknown]', true)
    for (const id of ['passkey_login', 'mfa_webauthn_authenticate', 'mfa_webauthn_reauthenticate', 'mfa_webauthn_add']) {
      const button = document.getElementById(id)
      if (button) button.disabled = true
    }
  }
})()
