// Talking to the simulator; every address is relative, so the page works under any prefix.

export async function post(path, body) {
  const answer = await fetch(`phone/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.ok) return answer.json();
  const { detail } = await answer.json().catch(() => ({}));
  throw new Error(typeof detail === "string" ? detail : String(answer.status));
}

export async function state(chat, after, version, signal) {
  const wanted = new URLSearchParams({ chat, after, version });
  const answer = await fetch(`phone/state?${wanted}`, { signal });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}
