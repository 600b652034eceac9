// Keeps the page true: fetches it again every second and swaps in what changed.
const main = document.querySelector('main');
let drawn = null;

async function redraw() {
  const answer = await fetch(location.href, { cache: 'no-store' }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main').innerHTML;
  if (fresh !== drawn) {
    const focused = document.activeElement?.dataset?.fault;
    main.innerHTML = fresh;
    if (focused) main.querySelector(`[data-fault="${focused}"]`)?.focus();
  }
  drawn = fresh;
}

main.addEventListener('click', async ({ target }) => {
  const fault = target.closest('[data-fault]')?.dataset.fault;
  if (!fault) return;
  const headers = { 'Content-Type': 'application/json' };
  await fetch('/faults', { method: 'POST', headers, body: JSON.stringify({ kind: fault }) });
  redraw();
});

setInterval(redraw, 1000);
