/** Keeps a scroller at its end for a reader who is there, whatever grows, and leaves everybody else in peace. */

const NEAR = 40; // pixels from the end that still count as being there

export function createPinnedScroller(scroller, content, onMove) {
  let wasAtEnd = true;
  let top = 0; // where the reader was when that was seen; the browser tells of a move later than it happens
  const isPinned = () => wasAtEnd && scroller.scrollTop >= top;
  const look = () => {
    wasAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
    top = scroller.scrollTop;
  };
  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
    look();
  };
  const moved = () => {
    look();
    onMove?.();
  };
  scroller.addEventListener("scroll", moved, { passive: true });
  const follow = new ResizeObserver(() => isPinned() && toEnd());
  follow.observe(content);
  follow.observe(scroller);
  return { toEnd, isPinned };
}
