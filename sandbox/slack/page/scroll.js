/** Keeps a scroller at its end for a reader who is there, whatever grows, and leaves everybody else in peace. */

const NEAR = 40; // pixels from the end that still count as being there

export function createPinnedScroller(scroller, content, onMove) {
  let isPinned = true;
  const toEnd = () => {
    isPinned = true;
    scroller.scrollTop = scroller.scrollHeight;
  };
  scroller.addEventListener(
    "scroll",
    () => {
      isPinned = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
      onMove?.();
    },
    { passive: true },
  );
  const follow = new ResizeObserver(() => isPinned && toEnd());
  follow.observe(content);
  follow.observe(scroller);
  return { toEnd, isPinned: () => isPinned };
}
