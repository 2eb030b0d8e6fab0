// Who works at this page: logging in, the first change of a password, and the word that every change
// must carry. Without accounts on the server nobody logs in, and whoever acts writes a name.

let session = null; // what GET /api/v1/session says
let translated = null;
let whenIn = null;

const byId = (id) => document.getElementById(id);

export const loggedIn = () => session?.name ?? null;

/// Who looks, and what he may see: another sight needs another list.
export const sight = () => JSON.stringify([session?.name, session?.role, session?.scope]);

/// fetch() for what changes something.
export function send(path, method, body) {
  const headers = { "Content-Type": "application/json" };
  if (session?.csrf) headers["X-Anju-Csrf"] = session.csrf;
  return fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
}

function show(form) {
  byId("login").hidden = form !== "login";
  byId("change").hidden = form !== "change";
  byId("desk").hidden = form !== null;
  byId("operator-field").hidden = loggedIn() !== null;
  byId("account").hidden = loggedIn() === null;
  byId("account-name").textContent = loggedIn() ?? "";
  if (form === "login") byId(byId("login-name").value ? "login-password" : "login-name").focus();
  if (form === "change") byId("change-current").focus();
}

function complain(message) {
  byId("login-error").textContent = message;
  byId("change-error").textContent = message;
}

/// Asks the server who we are, and for a login when it wants one. True: go on. Throws when nobody answers.
export async function enter() {
  const answer = await fetch("/api/v1/session");
  session = answer.ok ? await answer.json() : null;
  if (!answer.ok && answer.status !== 401) throw new Error(String(answer.status));
  show(session === null ? "login" : session.must_change_password ? "change" : null);
  return session !== null && !session.must_change_password;
}

async function said(answer) {
  if (answer.status === 429) return translated().tooManyTries(answer.headers.get("Retry-After"));
  if (answer.status === 401) return translated().wrongLogin;
  return translated().failed((await answer.json()).detail ?? answer.status);
}

async function submit(event, request) {
  event.preventDefault();
  const button = event.target.querySelector("button");
  button.disabled = true;
  complain("");
  try {
    const answer = await request();
    if (!answer.ok) complain(await said(answer));
    else if (await enter()) whenIn();
  } catch (error) {
    complain(translated().failed(error.message));
  }
  for (const field of event.target.querySelectorAll("input[type=password]")) field.value = "";
  button.disabled = false;
}

/// `words` gives the page's words; `goOn` is called after each login.
export function prepare(words, goOn) {
  translated = words;
  whenIn = goOn;
  byId("login").addEventListener("submit", (event) => submit(event, () =>
    send("/api/v1/session", "POST", { name: byId("login-name").value.trim(), password: byId("login-password").value })));
  byId("change").addEventListener("submit", (event) => submit(event, () =>
    send("/api/v1/session/password", "PUT", { current: byId("change-current").value, new: byId("change-new").value })));
  byId("logout").addEventListener("click", async () => {
    try { await send("/api/v1/session", "DELETE"); } catch { /* the session ends by itself */ }
    location.reload();
  });
}

export function translateForms() {
  const words = translated();
  for (const [id, word] of [["login-name-label", words.name], ["login-password-label", words.password],
    ["login-button", words.login], ["change-why", words.mustChange], ["change-current-label", words.currentPassword],
    ["change-new-label", words.newPassword], ["change-button", words.change], ["logout", words.logout]]) {
    byId(id).textContent = word;
  }
}
