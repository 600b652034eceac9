// Keeps the page true: fetches it again every second and swaps in what changed.
const main = document.querySelector('main');
const parser = new DOMParser();
let drawn = null;

const key = (element) => element?.dataset?.fault ?? element?.getAttribute?.('href');

function swap(fresh) {
  const focused = main.contains(document.activeElement) ? key(document.activeElement) : null;
  const toggled = new Map([...main.querySelectorAll('details')].map((one) => [one.dataset.key, one.open]));
  main.innerHTML = fresh;
  for (const one of main.querySelectorAll('details')) {
    if (toggled.has(one.dataset.key)) one.open = toggled.get(one.dataset.key);
  }
  if (focused) [...main.querySelectorAll('a, button')].find((one) => key(one) === focused)?.focus();
}

async function redraw() {
  const answer = await fetch(location.href, { cache: 'no-store' }).catch(() => null);
  if (!answer?.ok) return;
  const page = parser.parseFromString(await answer.text(), 'text/html');
  const fresh = page.querySelector('main').innerHTML;
  if (drawn !== null && fresh !== drawn) {
    swap(fresh);
    document.title = page.title;
  }
  drawn = fresh;
}

main.addEventListener('click', async ({ target }) => {
  const fault = target.closest('[data-fault]')?.dataset.fault;
  if (!fault) return;
  const headers = { 'Content-Type': 'application/json' };
  await fetch('/ui/faults', { method: 'POST', headers, body: JSON.stringify({ kind: fault }) });
  redraw();
});

drawn = parser.parseFromString(document.documentElement.outerHTML, 'text/html').querySelector('main').innerHTML;
setInterval(redraw, 1000);
